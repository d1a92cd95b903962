import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bootId } from '../boot-id.ts'
import { createStragglerHunt, killStragglers } from './stragglers.ts'

const PIDS = 'processes'
const TEMPORARY = 'tmp'
/** A process that was just killed may still be adding a file. */
const REMOVE_ALL = { recursive: true, force: true, maxRetries: 3 } as const

export type ProcessRecords = {
  /** Synchronous, since no code of a function may run in a process that is not on record. */
  add(pid: number): void
  remove(pid: number): void
  /** A directory that nobody else uses; empty. */
  makeTemporaryDirectory(name: string): Promise<string>
  /** Whatever was started there and still runs is ended first. */
  removeTemporaryDirectory(path: string): Promise<void>
}

/** Remembers which processes exist, so that `killSurvivors` finds them after a crash of the server. */
export function createProcessRecords(stateDirectory: string): ProcessRecords {
  mkdirSync(join(stateDirectory, PIDS), { recursive: true })
  const endStragglers = createStragglerHunt()
  return {
    add(pid) {
      writeFileSync(join(stateDirectory, PIDS, String(pid)), startOf(pid) ?? '')
    },
    remove(pid) {
      rmSync(join(stateDirectory, PIDS, String(pid)), { force: true })
    },
    async makeTemporaryDirectory(name) {
      const path = join(stateDirectory, TEMPORARY, name)
      await mkdir(path, { recursive: true })
      return path
    },
    async removeTemporaryDirectory(path) {
      await endStragglers(path)
      await rm(path, REMOVE_ALL)
    },
  }
}

/**
 * Ends processes that outlived a crashed server: one that loops, or is frozen, does not notice that its
 * server is gone. Call it before the first environment starts.
 *
 * @returns how many there were.
 */
export async function killSurvivors(stateDirectory: string): Promise<number> {
  const killed = new Set<number>()
  for (const name of await listIfThere(join(stateDirectory, PIDS))) {
    const path = join(stateDirectory, PIDS, name)
    const recorded = await readFile(path, 'utf8')
    const pid = Number(name)
    // The number alone may belong to somebody else by now.
    if (pid > 1 && recorded !== '' && recorded === startOf(pid)) {
      killGroup(pid)
      killed.add(pid)
    }
    await rm(path)
  }
  const temporary = join(stateDirectory, TEMPORARY)
  if ((await listIfThere(temporary)).length > 0) {
    for (const pid of await killStragglers([temporary])) killed.add(pid)
  }
  await rm(temporary, REMOVE_ALL)
  return killed.size
}

/** Ends a process and all that it started in its group, stopped ones included. */
export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL')
}

export function signalGroup(pid: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: it has ended already. EPERM: on macOS, all that is left of the group is a zombie.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

async function listIfThere(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Something that a later process with the same number has differently. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return `${bootId()} ${linuxStartTicks(pid)}`
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    // There is no such process.
    return undefined
  }
}

function linuxStartTicks(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field, the name in parentheses, may hold spaces; the start time is the 22nd.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
