import { Fault } from '../domain/faults.ts'
import type { Operation, RequestContext } from '../operations/operation.ts'
import { validateInput } from '../operations/validate-input.ts'
import { internalError, type WireError, wireErrorOf } from '../protocol/wire-errors.ts'
import type { Edge } from './exchange.ts'

export type Outcome = { readonly output: object | undefined } | { readonly error: WireError }

/**
 * Validates the input and runs the operation. What is thrown and is not a `Fault` is a bug of ours: logged
 * here, once, and answered with nothing but the service's internal error.
 */
export async function runOperation(
  edge: Edge,
  operation: Operation,
  raw: unknown,
  context: RequestContext,
): Promise<Outcome> {
  try {
    const input = validateInput(operation, raw)
    return { output: await operation.handle(input, edge.dependencies, context) }
  } catch (error) {
    if (error instanceof Fault) return { error: wireErrorOf(operation.service, error) }
    edge.dependencies.log.error('an operation failed unexpectedly', {
      service: operation.service,
      operation: operation.name,
      requestId: context.requestId,
      error: error instanceof Error ? error.stack : String(error),
    })
    return { error: internalError(operation.service) }
  }
}
