import { functionArn } from '../../domain/arn.ts'
import { RecursiveInvocation } from '../../domain/faults.ts'
import { loopText, newTraceHeader, stepInto } from '../../domain/lineage.ts'
import type { Invocation } from '../../execution/executor.ts'
import type { ResolvedFunction } from '../../execution/function-registry.ts'
import type { Dependencies } from '../dependencies.ts'
import type { RequestContext } from '../operation.ts'
import { arnOf } from './find-function.ts'
import type { FunctionReference } from './function-reference.ts'

/** @throws RecursiveInvocation when the chain has come through this function too often. */
export function synchronousInvocation(
  { random, clock }: Pick<Dependencies, 'random' | 'clock'>,
  { requestId, traceHeader }: Pick<RequestContext, 'requestId' | 'traceHeader'>,
  reference: FunctionReference,
  resolved: ResolvedFunction,
  payload: string,
): Invocation & { readonly traceHeader: string } {
  const begin = newTraceHeader(clock.now(), random.uuid())
  const fn = functionArn(reference.scope, reference.name)
  const step = stepInto(traceHeader, fn, begin)
  if (step.isLoop && resolved.function.recursiveLoop !== 'Allow') {
    throw new RecursiveInvocation(loopText(fn))
  }
  return {
    requestId,
    scope: reference.scope,
    configuration: resolved.configuration,
    invokedArn: arnOf(reference),
    payload,
    traceHeader: step.traceHeader,
  }
}
