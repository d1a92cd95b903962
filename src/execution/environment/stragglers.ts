import { readdir, readFile } from 'node:fs/promises'

/** Something that forks faster than it can be found is looked for again, so often. */
const MOST_ROUNDS = 5

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
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name)
    if (!(pid > 1) || pid === process.pid) continue
    // Those of other users cannot be read, and are not ours.
    const variables = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    if (isOfOne(directories, variables) && kill(pid)) killed.push(pid)
  }
  return killed
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
