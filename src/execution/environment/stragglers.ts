import { readdir } from 'node:fs/promises'
import { variablesOf } from './process-variables.ts'

/** Something that forks faster than it can be found is looked for again, so often. */
const MOST_ROUNDS = 5
/** One that is becoming another program is waited for, about so many milliseconds at least. */
const MOST_LOOKS = 200
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
  const known = new Set<number>()
  let rounds = 0
  for (let looks = 0; rounds < MOST_ROUNDS && looks < MOST_LOOKS; looks += 1) {
    const { found, isAnyGone, isAnyBecoming } = await killFound(directories, known)
    for (const pid of found) killed.add(pid)
    if (isAnyBecoming) continue
    // Who was killed, or has gone by itself, may have started another one before.
    if (found.length === 0 && !isAnyGone) break
    rounds += 1
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

/** @param known - who need not be looked at any more: nobody becomes one of ours later. */
async function killFound(directories: readonly string[], known: Set<number>) {
  const found: number[] = []
  let [isAnyGone, isAnyBecoming] = [false, false]
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter((pid) => pid > 1 && pid !== process.pid && !known.has(pid))
  for (const [index, pid] of pids.entries()) {
    if (index % IN_ONE_TURN === 0) await new Promise((go) => setImmediate(go))
    const variables = variablesOf(pid)
    if (variables === 'becoming') {
      isAnyBecoming = true
      continue
    }
    known.add(pid)
    if (variables === 'gone') isAnyGone = true
    else if (isOfOne(directories, variables.text) && kill(pid)) found.push(pid)
  }
  return { found, isAnyGone, isAnyBecoming }
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
