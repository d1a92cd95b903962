import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from './execution/until.ts'

/** The processes that a server has on record as its execution environments. */
export async function recordedProcesses(data: string): Promise<number[]> {
  return (await readdir(join(data, 'processes'))).map(Number)
}

/** Whether the process still runs code of a function; one that nobody has buried yet does not. */
export function isEnvironment(pid: number): boolean {
  if (process.platform !== 'linux') return isRunning(pid)
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bootstrap.cjs')
  } catch {
    // There is no such process.
    return false
  }
}
