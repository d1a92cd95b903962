import { InvalidRequestContent, UnknownOperation } from '../domain/faults.ts'
import { unsupportedText } from '../protocol/lambda-routes.ts'
import type { LambdaMatch } from '../protocol/match-lambda-route.ts'
import { decodeRestJson, encodeRestJson } from '../protocol/rest-json.ts'
import { encodeRestJsonError } from '../protocol/rest-json-error.ts'
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
import { sendStream } from './send-stream.ts'

/** Answers a request to a path of Lambda's REST API. */
export async function handleLambda(
  edge: Edge,
  exchange: Exchange,
  match: Exclude<LambdaMatch, { is: 'no-match' }>,
): Promise<void> {
  const { request, response, requestId } = exchange
  const fail = (error: WireError) => sendAnswer(response, requestId, encodeRestJsonError(error))

  const early = admissionError(edge, exchange, 'lambda')
  if (early !== undefined) return fail(early)
  if (match.is === 'other-method') {
    const text = `This path takes ${match.allowed.join(', ')}, not ${request.method}.`
    return fail(wireErrorOf('lambda', new UnknownOperation(text)))
  }
  const { route, labels, query } = match
  const operation = await edge.registry.find('lambda', route.operation)
  if (operation === undefined) {
    return fail(wireErrorOf('lambda', new UnknownOperation(unsupportedText(route.operation))))
  }
  const context = contextOf(edge, exchange, 'lambda')
  if (isWireError(context)) return fail(context)

  const body = await readOperationBody(exchange, operation)
  if (body.is === 'aborted') return
  if (body.is === 'too-large') {
    return fail(wireErrorOf('lambda', tooLarge(operation, route.tooLarge?.(request.headers))))
  }
  const forged = signatureError(edge.authentication, request, 'lambda', body.bytes)
  if (forged !== undefined) return fail(forged)
  const { headers } = request
  const decoded = decodeRestJson({ route, labels, query, headers, body: body.bytes })
  if ('problem' in decoded) {
    const text = `Could not parse request body into json: ${decoded.problem}`
    return fail(wireErrorOf('lambda', new InvalidRequestContent(text)))
  }

  const outcome = await runOperation(edge, operation, decoded.input, context)
  if ('error' in outcome) return fail(outcome.error)
  const answer = encodeRestJson(route, outcome.output)
  if (!('chunks' in answer)) return sendAnswer(response, requestId, answer)
  await sendStream(response, requestId, answer, edge.dependencies.log)
}
