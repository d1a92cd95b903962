import { Throttled, UnknownOperation } from '../domain/faults.ts'
import type { Operation, RequestContext } from '../operations/operation.ts'
import {
  awsJsonContentType,
  encodeAwsJson,
  encodeAwsJsonError,
  parseTarget,
} from '../protocol/aws-json.ts'
import { parseJsonBody } from '../protocol/json-body.ts'
import { type WireError, type WireService, wireErrorOf } from '../protocol/wire-errors.ts'
import { signatureError } from './authenticate.ts'
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
import type { Visit } from './intake.ts'
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
  const operation = parsed.service && (await edge.registry.find(parsed.service, parsed.operation))
  if (operation === undefined || request.method !== 'POST') {
    return fail(wireErrorOf(service, new UnknownOperation(unknownText(target))))
  }
  const context = contextOf(edge, exchange, service)
  if (isWireError(context)) return fail(context)

  if (operation.isHeldBack !== true) return answer(edge, exchange, operation, context, contentType)

  const visit = edge.intake.enter(announcedBytes(exchange))
  if (visit === undefined) {
    // Nobody looks at the body; dropped as it comes, it takes up no memory until the answer.
    request.resume()
    await edge.intake.untilRefusable()
    return fail(throttled(service))
  }
  try {
    const readable = visit.untilReadable()
    if (readable !== undefined) await readable
    if (!visit.isStillWelcome()) return fail(throttled(service))
    await answer(edge, exchange, operation, context, contentType, visit)
  } finally {
    visit.leave()
  }
}

/** Reads the body, runs the operation and answers. */
async function answer(
  edge: Edge,
  exchange: Exchange,
  operation: Operation,
  context: RequestContext,
  contentType: string,
  visit?: Visit,
): Promise<void> {
  const { response, requestId } = exchange
  const { service } = operation
  const fail = (error: WireError) =>
    sendAnswer(response, requestId, encodeAwsJsonError(error, contentType))

  const body = await readOperationBody(exchange, operation)
  if (body.is === 'aborted') return
  if (body.is === 'too-large') return fail(wireErrorOf(service, tooLarge(operation)))
  const forged = signatureError(edge.authentication, exchange.request, service, body.bytes)
  if (forged !== undefined) return fail(forged)
  visit?.resize(body.bytes.length)
  const run = async () => {
    if (visit?.isStillWelcome() === false) return fail(throttled(service))
    const json = parseJsonBody(body.bytes)
    if ('problem' in json) return fail(wireErrorOf(service, malformed(json.problem)))
    const outcome = await runOperation(edge, operation, json.value, context)
    if ('error' in outcome) return fail(outcome.error)
    sendAnswer(response, requestId, encodeAwsJson(outcome.output, contentType))
  }
  await (visit === undefined ? run() : edge.intake.inTurn(run))
}

function throttled(service: WireService): WireError {
  return wireErrorOf(service, new Throttled('Rate exceeded'))
}

/** A body in chunks of unknown number is taken for a small one until it is here. */
const UNANNOUNCED_BYTES = 64 * 1024

function announcedBytes({ request }: Exchange): number {
  const length = Number(request.headers['content-length'])
  return Number.isNaN(length) ? UNANNOUNCED_BYTES : length
}

function unknownText(target: string): string {
  return `busbar does not have the operation '${target.slice(0, 200)}', or not with this HTTP method.`
}
