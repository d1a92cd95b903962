import { type ApiRoute, parameterName } from './api-route.ts'

export type ApiMatch = {
  readonly route: ApiRoute
  /** Decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Finds the route of a request: the path that says most, from the left, and then its own method before `ANY`;
 * `$default` last ("Routing API requests" in the API Gateway Developer Guide).
 *
 * @param path - still encoded.
 */
export function matchApiRoute(
  routes: readonly ApiRoute[],
  method: string,
  path: string,
): ApiMatch | undefined {
  const parts = path.slice(1).split('/')
  const [best] = routes
    .filter((route) => route.method === method || route.method === 'ANY')
    .map((route) => ({ route, parameters: parametersOf(route, parts) }))
    .filter((match): match is ApiMatch => match.parameters !== undefined)
    .sort((one, other) => compare(rank(one.route), rank(other.route)))
  return best
}

/** @returns `undefined` when the path is another. */
function parametersOf(
  { segments }: ApiRoute,
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (segments === undefined) return {}
  const parameters: [string, string][] = []
  for (const [at, segment] of segments.entries()) {
    const part = parts[at]
    if (part === undefined) return undefined
    const name = parameterName(segment)
    if (name !== undefined && segment.endsWith('+}')) {
      const rest = parts.slice(at).join('/')
      return rest === '' ? undefined : Object.fromEntries([...parameters, [name, decode(rest)]])
    }
    if (name === undefined ? decode(part) !== segment : part === '') return undefined
    if (name !== undefined) parameters.push([name, decode(part)])
  }
  return segments.length === parts.length ? Object.fromEntries(parameters) : undefined
}

/** One letter for each segment, so that the better route has the smaller text. */
function rank({ segments, method }: ApiRoute): string {
  const path = segments?.map((segment) => {
    if (parameterName(segment) === undefined) return 'a'
    return segment.endsWith('+}') ? 'c' : 'b'
  })
  return `${path?.join('') ?? 'd'}${method === 'ANY' ? '2' : '1'}`
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
