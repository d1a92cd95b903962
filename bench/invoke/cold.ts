import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { startLocalExecutor } from '../support/local-executor.ts'

/** Time for the spare to be there, and to have come to rest. */
const UNTIL_SPARE_MS = 400
const TRIVIAL = 'export const handler = async () => null'

/**
 * The first invocation of a trivial handler, with a spare process and without one, beside the start of a Node.js
 * process that loads nothing and says that it is there.
 */
export async function measureCold(rounds: number) {
  // So many that no other environment has to give way, which would be measured too.
  await using executor = await startLocalExecutor(64)
  const durations = {
    withSpare: [] as number[],
    withoutSpare: [] as number[],
    spawn: [] as number[],
  }
  await executor.invoke(executor.define('first', TRIVIAL), '{}')
  for (let round = 0; round < rounds; round += 1) {
    await pause(UNTIL_SPARE_MS)
    const spared = executor.define(`spared-${round}`, TRIVIAL)
    durations.withSpare.push(await timed(() => executor.invoke(spared, '{}')))
    await pause(UNTIL_SPARE_MS)
    // A spare fits functions of one memory size only.
    const own = executor.define(`own-${round}`, TRIVIAL, 129 + round)
    durations.withoutSpare.push(await timed(() => executor.invoke(own, '{}')))
    durations.spawn.push(await timed(plainSpawn))
    // The next spare is made for the size of the function that was started last.
    await executor.invoke(executor.define(`next-${round}`, TRIVIAL), '{}')
  }
  return durations
}

async function plainSpawn(): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'process.send(1)'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message')
  child.kill('SIGKILL')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
