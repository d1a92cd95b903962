import type { ApiRoute } from '../domain/api-route/api-route.ts'
import type { HttpResponse } from '../domain/http-event/http-request.ts'

export type ApiProblem =
  | 'bad-function'
  | 'forbidden'
  | 'no-route'
  | 'not-invoked'
  | 'throttled'
  | 'timed-out'
  | 'too-large'
  | 'unavailable'

type Words = readonly [status: number, message: string]

/**
 * How API Gateway words its own errors: REST APIs with payload format 1.0, HTTP APIs with 2.0 ("Gateway
 * response types" in the API Gateway Developer Guide; answers of APIs as people show them).
 */
const PROBLEMS: Readonly<Record<ApiProblem, Readonly<Record<ApiRoute['payload'], Words>>>> = {
  'bad-function': { '1.0': [502, 'Internal server error'], '2.0': [500, 'Internal Server Error'] },
  forbidden: { '1.0': [403, 'Missing Authentication Token'], '2.0': [403, 'Forbidden'] },
  'no-route': { '1.0': [403, 'Missing Authentication Token'], '2.0': [404, 'Not Found'] },
  'not-invoked': { '1.0': [500, 'Internal server error'], '2.0': [500, 'Internal Server Error'] },
  throttled: { '1.0': [429, 'Too Many Requests'], '2.0': [503, 'Service Unavailable'] },
  'timed-out': { '1.0': [504, 'Endpoint request timed out'], '2.0': [503, 'Service Unavailable'] },
  'too-large': { '1.0': [413, 'Request Too Long'], '2.0': [413, 'Request Entity Too Large'] },
  unavailable: { '1.0': [503, 'Service Unavailable'], '2.0': [503, 'Service Unavailable'] },
}

export function apiProblem(problem: ApiProblem, manners: ApiRoute['payload']): HttpResponse {
  const [status, message] = PROBLEMS[problem][manners]
  // REST APIs print their own failures with a space.
  const space = manners === '1.0' && status >= 500 ? ' ' : ''
  const body = Buffer.from(`{"message":${space}${JSON.stringify(message)}}`)
  return { status, headers: new Map([['content-type', 'application/json']]), cookies: [], body }
}
