import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'

/** Something that forks faster than it can be found is looked for again, so often. */
const MOST_ROUNDS = 5
/** Whose variables are read in one turn of the event loop: about a millisecond. */
const IN_ONE_TURN = 20

/**
 * Ends what functions started and what left their process group, as a daemon does. It has its
 * environment's temporary directory among its variables, which nobody else has.
 *
 * @param directories - of environments, or one above those of many.
 * @returns who they were; none are found where the system has no /proc.
 */
export async function killStragglers(directories: readonly string[]): Promise<ReadonlySet<number>> {
  const killed = new Set<number>()
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = killed.size
    // One that was killed may be seen once more while it goes.
    for (const pid of await killFound(directories)) killed.add(pid)
    if (killed.size === before) break
  }
  return killed
}

/**
 * The same for one environment after the other. To look at every process takes milliseconds, so those who
 * ask while others are served share the next look.
 */
export function createStragglerHunt(): (directory: string) => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve()
  let next: { readonly directories: string[]; readonly done: Promise<unknown> } | undefined

  const plan = () => {
    const directories: string[] = []
    const done = last.then(() => {
      next = undefined
      return killStragglers(directories)
    })
    last = done
    return { directories, done }
  }
  return (directory) => {
    next ??= plan()
    next.directories.push(directory)
    return next.done
  }
}

async function killFound(directories: readonly string[]): Promise<number[]> {
  const killed: number[] = []
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter((pid) => pid > 1 && pid !== process.pid)
  for (const [index, pid] of pids.entries()) {
    if (index % IN_ONE_TURN === 0) await new Promise((go) => setImmediate(go))
    if (isOfOne(directories, variablesOf(pid)) && kill(pid)) killed.push(pid)
  }
  return killed
}

/** At once: one after the other by way of the thread pool costs five times as much. */
function variablesOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    // Somebody else's, which is none of ours, or it has just ended.
    return ''
  }
}

function isOfOne(directories: readonly string[], variables: string): boolean {
  const found = /(?:^|\0)TMPDIR=([^\0]*)/.exec(variables)?.[1]
  if (found === undefined) return false
  return directories.some((directory) => found === directory || found.startsWith(`${directory}/`))
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    // It has just ended by itself.
    return false
  }
}
