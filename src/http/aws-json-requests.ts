import { UnknownOperation } from '../domain/faults.ts'
import {
  awsJsonContentType,
  encodeAwsJson,
  encodeAwsJsonError,
  parseTarget,
} from '../protocol/aws-json.ts'
import { parseJsonBody } from '../protocol/json-body.ts'
import { type WireError, wireErrorOf } from '../protocol/wire-errors.ts'
import {
  admissionError,
  contextOf,
  type Edge,
  type Exchange,
  isWireError,
  malformed,
  readOperationBody,
  tooLarge,
} from './exchange.ts'
import { runOperation } from './run-operation.ts'
import { sendAnswer } from './send-answer.ts'

/** Answers a request that names its operation in `X-Amz-Target`; PutEvents comes this way. */
export async function handleAwsJson(edge: Edge, exchange: Exchange, target: string): Promise<void> {
  const { request, response, requestId } = exchange
  const contentType = awsJsonContentType(request.headers['content-type'])
  const fail = (error: WireError) =>
    sendAnswer(response, requestId, encodeAwsJsonError(error, contentType))

  const parsed = parseTarget(target)
  // Nobody's error still has to look like somebody's.
  const service = parsed.service ?? 'events'
  const early = admissionError(edge, exchange, service)
  if (early !== undefined) return fail(early)
  const operation = parsed.service && edge.registry.find(parsed.service, parsed.operation)
  if (operation === undefined || request.method !== 'POST') {
    return fail(wireErrorOf(service, new UnknownOperation(unknownText(target))))
  }
  const context = contextOf(edge, exchange, service)
  if (isWireError(context)) return fail(context)

  const body = await readOperationBody(exchange, operation)
  if (body.is === 'aborted') return
  if (body.is === 'too-large') return fail(wireErrorOf(service, tooLarge(operation)))
  const json = parseJsonBody(body.bytes)
  if ('problem' in json) return fail(wireErrorOf(service, malformed(json.problem)))

  const outcome = await runOperation(edge, operation, json.value, context)
  if ('error' in outcome) return fail(outcome.error)
  sendAnswer(response, requestId, encodeAwsJson(outcome.output, contentType))
}

function unknownText(target: string): string {
  return `busbar does not have the operation '${target.slice(0, 200)}', or not with this HTTP method.`
}
