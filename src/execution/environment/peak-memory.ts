import { readFileSync } from 'node:fs'

/** The most that a process has held, in KB; 0 where the system does not tell. */
export function peakMemoryKb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  } catch {
    // No /proc on this system, or the process has just ended.
    return 0
  }
}
