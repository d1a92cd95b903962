import { LAMBDA_ROUTES, type LambdaRoute } from './lambda-routes.ts'

export type LambdaMatch =
  | {
      readonly is: 'operation'
      readonly route: LambdaRoute
      readonly labels: ReadonlyMap<string, string>
      readonly query: URLSearchParams
    }
  /** The path exists, but not with this method. */
  | { readonly is: 'other-method'; readonly allowed: readonly string[] }
  | { readonly is: 'no-match' }

const ROUTES_BY_VERSION = Map.groupBy(LAMBDA_ROUTES, (route) => route.segments[0] ?? '')

/**
 * Finds the operation of a raw, still encoded request target: `{FunctionName}` may be an ARN with escaped
 * colons and slashes. A slash at the end is ignored, since older SDKs send one.
 */
export function matchLambdaRoute(method: string, target: string): LambdaMatch {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const segments = path.slice(1).split('/')
  if (segments.length > 1 && segments.at(-1) === '') segments.pop()

  const candidates = ROUTES_BY_VERSION.get(segments[0] ?? '')
  const samePath = candidates?.filter((route) => hasShape(route, segments)) ?? []
  if (samePath.length === 0) return { is: 'no-match' }

  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
  const route = choose(samePath, method, query)
  if (route === undefined) {
    return { is: 'other-method', allowed: [...new Set(samePath.map((other) => other.method))] }
  }
  const labels = readLabels(route, segments)
  return labels === undefined ? { is: 'no-match' } : { is: 'operation', route, labels, query }
}

function choose(
  routes: readonly LambdaRoute[],
  method: string,
  query: URLSearchParams,
): LambdaRoute | undefined {
  const sameMethod = routes.filter((route) => route.method === method)
  return (
    sameMethod.find(({ when }) => when !== undefined && query.get(when[0]) === when[1]) ??
    sameMethod.find(({ when }) => when === undefined)
  )
}

function hasShape(route: LambdaRoute, segments: readonly string[]): boolean {
  if (route.segments.length !== segments.length) return false
  return route.segments.every((expected, index) => {
    const actual = segments[index] ?? ''
    return isLabel(expected) ? actual !== '' : expected === actual
  })
}

/** @returns `undefined` when a label is not validly percent-encoded. */
function readLabels(
  route: LambdaRoute,
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const labels = new Map<string, string>()
  for (const [index, expected] of route.segments.entries()) {
    if (!isLabel(expected)) continue
    try {
      labels.set(expected.slice(1, -1), decodeURIComponent(segments[index] ?? ''))
    } catch {
      // decodeURIComponent throws for a lone `%` or for bytes that are not UTF-8.
      return undefined
    }
  }
  return labels
}

function isLabel(segment: string): boolean {
  return segment.startsWith('{')
}
