import { UnknownOperation } from '../domain/faults.ts'
import { decodeQuery, encodeQuery, encodeQueryError, type QueryRequest } from '../protocol/query.ts'
import { type WireError, wireErrorOf } from '../protocol/wire-errors.ts'
import { signatureError } from './authenticate.ts'
import {
  admissionError,
  contextOf,
  type Edge,
  type Exchange,
  isWireError,
  readOperationBody,
  tooLarge,
} from './exchange.ts'
import { runOperation } from './run-operation.ts'
import { sendAnswer } from './send-answer.ts'

/** Whether a request is one of the query protocol: a form, or an `Action` in the request target. */
export function isQueryRequest({ request }: Exchange): boolean {
  const { method, url = '', headers } = request
  if (method !== 'POST' && method !== 'GET') return false
  if (!url.startsWith('/?') && url !== '/') return false
  return isForm(headers['content-type']) || /[?&]Action=/.test(url)
}

/** Answers a request of the query protocol; only STS speaks it here. */
export async function handleQuery(edge: Edge, exchange: Exchange): Promise<void> {
  const { request, response, requestId } = exchange
  const asJson = request.headers.accept?.includes('application/json') ?? false
  const fail = (error: WireError) =>
    sendAnswer(response, requestId, encodeQueryError(error, requestId, asJson))

  const early = admissionError(edge, exchange, 'sts')
  if (early !== undefined) return fail(early)
  const context = contextOf(edge, exchange, 'sts')
  if (isWireError(context)) return fail(context)

  const body = await readOperationBody(exchange, undefined)
  if (body.is === 'aborted') return
  if (body.is === 'too-large') return fail(wireErrorOf('sts', tooLarge(undefined)))
  const forged = signatureError(edge.authentication, request, 'sts', body.bytes)
  if (forged !== undefined) return fail(forged)
  const query = decode(exchange, body.bytes)
  const operation = query && (await edge.registry.find('sts', query.action))
  if (query === undefined || operation === undefined) {
    return fail(wireErrorOf('sts', new UnknownOperation(unknownText(query))))
  }

  const outcome = await runOperation(edge, operation, query.input, context)
  if ('error' in outcome) return fail(outcome.error)
  sendAnswer(response, requestId, encodeQuery(query.action, outcome.output, requestId, asJson))
}

function decode({ request }: Exchange, body: Buffer): QueryRequest | undefined {
  const { url = '' } = request
  const mark = url.indexOf('?')
  const inUrl = mark < 0 ? '' : url.slice(mark + 1)
  const inBody = isForm(request.headers['content-type']) ? body.toString('utf8') : ''
  return decodeQuery(new URLSearchParams(`${inUrl}&${inBody}`))
}

function isForm(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-www-form-urlencoded') ?? false
}

function unknownText(query: QueryRequest | undefined): string {
  return query === undefined
    ? 'The request names no Action.'
    : `Could not find operation ${query.action.slice(0, 200)}; of the query protocol busbar has STS only.`
}
