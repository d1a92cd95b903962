import { setTimeout as wait } from 'node:timers/promises'

const DEADLINE_MS = 10_000
const STEP_MS = 5

/** Waits on a condition of another process, which no clock of ours moves. @throws after ten seconds */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS
  while (performance.now() < deadline) {
    const result = await condition()
    if (result !== undefined && result !== false) return result
    await wait(STEP_MS)
  }
  throw new Error(`It never became true that ${what}.`)
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
