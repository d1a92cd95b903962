import type { IncomingHttpHeaders } from 'node:http'
import type { Cors } from '../domain/function-url.ts'
import {
  corsHeaders,
  isAllowedOrigin,
  preflightHeaders,
} from '../domain/http-event/cors-headers.ts'

type Headers = Readonly<Record<string, string>>

/** Whether the guard may let a page of another origin through. */
export function mayBeCalledFrom(cors: Cors | undefined, { origin }: IncomingHttpHeaders): boolean {
  return cors !== undefined && (origin === undefined || isAllowedOrigin(cors, origin))
}

/** What every response has, for the page that asked. */
export function sharedHeaders(cors: Cors | undefined, { origin }: IncomingHttpHeaders): Headers {
  return cors === undefined ? {} : Object.fromEntries(corsHeaders(cors, { origin }))
}

/** What a preflight is answered with; it never reaches a function. */
export function preflight(cors: Cors, headers: IncomingHttpHeaders): Headers {
  const { origin } = headers
  const asked = {
    origin,
    'access-control-request-method': text(headers['access-control-request-method']),
    'access-control-request-headers': text(headers['access-control-request-headers']),
  }
  return Object.fromEntries(preflightHeaders(cors, asked))
}

/** What is configured wins over what the function says ("Cross-origin resource sharing" of function URLs). */
export function withoutCors<Answer extends { readonly headers: ReadonlyMap<string, string> }>(
  cors: Cors | undefined,
  answer: Answer,
): Answer {
  if (cors === undefined) return answer
  const headers = [...answer.headers].filter(([name]) => !name.startsWith('access-control-'))
  return { ...answer, headers: new Map(headers) }
}

function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(',')
}
