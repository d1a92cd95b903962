/** One way through the API Gateway style front door: a method and a path lead to a function. */
export type ApiRoute = {
  /** As HTTP APIs spell it: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly key: string
  /** Upper case; `ANY` for all that no other route of the path takes. */
  readonly method: string
  /** Between the slashes: text, `{name}`, or last `{name+}`; absent for `$default`. */
  readonly segments: readonly string[] | undefined
  /** Name or ARN, also with a qualifier. */
  readonly functionName: string
  /** The payload format. With it come the manners: 1.0 answers as REST APIs do, 2.0 as HTTP APIs. */
  readonly payload: '1.0' | '2.0'
  readonly authorization: 'NONE' | 'AWS_IAM'
}

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']
const MEMBERS = ['route', 'function', 'payload', 'authorization']

/** Words for the person who wrote the routes. */
export class InvalidRoute extends Error {}

/**
 * Reads a route as it is configured:
 * `{"route": "GET /orders/{id}", "function": "orders:live", "payload": "1.0", "authorization": "AWS_IAM"}`.
 *
 * @throws InvalidRoute
 */
export function parseApiRoute(given: unknown): ApiRoute {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidRoute('is not an object with "route" and "function"')
  }
  const unknown = Object.keys(given).find((name) => !MEMBERS.includes(name))
  if (unknown !== undefined) {
    throw new InvalidRoute(`has the member "${unknown}"; it takes ${MEMBERS.join(', ')}`)
  }
  const members: Readonly<Record<string, unknown>> = { ...given }
  const { route, function: functionName, payload = '2.0', authorization = 'NONE' } = members
  if (typeof functionName !== 'string' || functionName === '') {
    throw new InvalidRoute('has no "function", which is a name or an ARN')
  }
  if (payload !== '1.0' && payload !== '2.0')
    throw new InvalidRoute('has a "payload" that is not "1.0" or "2.0"')
  if (authorization !== 'NONE' && authorization !== 'AWS_IAM') {
    throw new InvalidRoute('has an "authorization" that is not "NONE" or "AWS_IAM"')
  }
  if (typeof route !== 'string')
    throw new InvalidRoute('has no "route", for example "GET /orders/{id}"')
  return { ...parseKey(route), functionName, payload, authorization }
}

function parseKey(key: string): Pick<ApiRoute, 'key' | 'method' | 'segments'> {
  if (key === '$default') return { key, method: 'ANY', segments: undefined }
  const [method = '', path = '', ...more] = key.split(' ')
  if (!METHODS.includes(method) || !path.startsWith('/') || more.length > 0) {
    throw new InvalidRoute(
      `has the "route" ${JSON.stringify(key)}, which is not "$default" or a method (${METHODS.join(', ')}), a space and a path`,
    )
  }
  const segments = path.slice(1).split('/')
  const isGood = segments.every((segment, at) => isSegment(segment, at === segments.length - 1))
  if (!isGood) {
    throw new InvalidRoute(
      `has the "route" ${JSON.stringify(key)}: a segment is text, {name}, or at the end {name+}`,
    )
  }
  const names = segments.map(parameterName).filter((name) => name !== undefined)
  if (new Set(names).size < names.length) {
    throw new InvalidRoute(`has the "route" ${JSON.stringify(key)} with one parameter twice`)
  }
  return { key, method, segments }
}

function isSegment(segment: string, isLast: boolean): boolean {
  if (/^\{[\w.-]+\+\}$/.test(segment)) return isLast
  return /^\{[\w.-]+\}$/.test(segment) || /^[^{}?#]+$/.test(segment) || (segment === '' && isLast)
}

/** `id` of `{id}` and of `{id+}`; `undefined` for plain text. */
export function parameterName(segment: string): string | undefined {
  return /^\{([^+}]+)\+?\}$/.exec(segment)?.[1]
}

/** The path of a route as REST APIs call it: a resource. */
export function resourceOf({ segments = ['{proxy+}'] }: ApiRoute): string {
  return `/${segments.join('/')}`
}
