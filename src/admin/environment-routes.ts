import type { EnvironmentDescription, Executor } from '../execution/executor.ts'
import type { AdminRoute } from './admin-route.ts'

const MIB = 1_024 ** 2

/** The execution environments there are, longest unused first. */
export function environmentRoutes({ describe }: Pick<Executor, 'describe'>): AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/environments',
      handle({ query }) {
        const wanted = query.get('function')
        const all = describe().filter((one) => wanted === null || one.functionName === wanted)
        return { status: 200, body: { environments: all.map(toWire) } }
      },
    },
  ]
}

function toWire(environment: EnvironmentDescription): object {
  const { since, startedAt, memoryBytes, peakMemoryBytes, initDurationMs, ...rest } = environment
  return {
    ...rest,
    since: new Date(since).toISOString(),
    startedAt: new Date(startedAt).toISOString(),
    memoryMB: toMb(memoryBytes),
    peakMemoryMB: toMb(peakMemoryBytes),
    ...(initDurationMs !== undefined && { initDurationMs: Number(initDurationMs.toFixed(2)) }),
  }
}

function toMb(bytes: number): number {
  return Number((bytes / MIB).toFixed(1))
}
