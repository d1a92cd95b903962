import { readdir, readFile } from 'node:fs/promises'

/**
 * Ends what functions started and what left their process group, as a daemon does. It has its
 * environment's temporary directory among its variables, which nobody else has.
 *
 * @param directory - that directory, or one above those of many environments.
 * @returns how many there were; none are found where the system has no /proc.
 */
export async function killStragglers(directory: string): Promise<number> {
  let killed = 0
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name)
    if (!(pid > 1) || pid === process.pid) continue
    // Those of other users cannot be read, and are not ours.
    const variables = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    if (!isBelow(directory, variables)) continue
    killed += kill(pid)
  }
  return killed
}

function isBelow(directory: string, variables: string): boolean {
  return variables
    .split('\0')
    .some((one) => one === `TMPDIR=${directory}` || one.startsWith(`TMPDIR=${directory}/`))
}

function kill(pid: number): number {
  try {
    process.kill(pid, 'SIGKILL')
    return 1
  } catch {
    // It has just ended by itself.
    return 0
  }
}
