import { startBareIpc } from '../support/bare-ipc.ts'
import { startLocalExecutor } from '../support/local-executor.ts'
import { percentile } from '../support/statistics.ts'

const ROUNDS = 20
const IN_A_ROW = 200
const PAYLOAD = JSON.stringify({ text: 'x'.repeat(1_000) })

/**
 * A warm invocation of a handler that returns its event, from the call of the executor to its result, beside a
 * bare round trip of the same text. They take turns, so that both see the same machine.
 */
export async function measureWarm(rounds = ROUNDS) {
  await using executor = await startLocalExecutor()
  await using bare = await startBareIpc()
  const echo = executor.define('echo', 'export const handler = async (event) => event')
  const [invocations, roundTrips]: [number[], number[]] = [[], []]
  for (let round = -5; round < rounds; round += 1) {
    const invoked = await timed(IN_A_ROW, () => executor.invoke(echo, PAYLOAD))
    const echoed = await timed(IN_A_ROW, () => bare.roundTrip(PAYLOAD))
    if (round < 0) continue
    invocations.push(...invoked)
    roundTrips.push(...echoed)
  }
  const of = (share: number) => ({
    invocation: percentile(invocations, share) * 1_000,
    bareIpc: percentile(roundTrips, share) * 1_000,
  })
  return { p10: of(0.1), p50: of(0.5) }
}

async function timed(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const durations: number[] = []
  for (let i = 0; i < count; i += 1) {
    const startedAt = performance.now()
    await work()
    durations.push(performance.now() - startedAt)
  }
  return durations
}
