import { functionLane } from '../domain/delivery/function-lane.ts'
import type { AsyncInvocation } from '../domain/delivery/work.ts'
import type { Clock } from '../platform/clock.ts'
import type { WorkQueue } from '../store/work-queue.ts'
import type { AsyncInvoker } from './async-invoker.ts'
import type { Dispatcher } from './dispatcher.ts'

/** Queues invocations that a caller asked for directly. */
export function createAsyncInvoker(parts: {
  readonly work: WorkQueue
  readonly invocations: Dispatcher
  readonly clock: Clock
}): AsyncInvoker {
  const { work, invocations, clock } = parts
  return {
    async enqueue({ requestId, function: fn, invokedArn, payload, traceHeader, caller }) {
      const now = clock.now()
      const lane = functionLane(fn)
      const invocation: AsyncInvocation = {
        kind: 'invocation',
        function: fn,
        invokedArn,
        ...(traceHeader !== undefined && { traceHeader }),
        ...(caller !== undefined && { caller }),
      }
      const item = {
        id: requestId,
        queue: 'invocations' as const,
        lane,
        enqueuedAt: now,
        dueAt: now,
        work: invocation,
        payload,
      }
      const lease = invocations.hasRoom(lane)
      const claims = await work.enqueue([item], lease)
      invocations.take(claims, [], lease ? [] : [item])
    },
  }
}
