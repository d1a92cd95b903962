import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { cleanEnvironment } from './process-server.ts'

/** Whether a program is on this machine and can do what the arguments ask; tests that need it skip otherwise. */
export function canRun(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** Runs a program to its end, without this machine's AWS settings. @throws when it fails; with its output. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const own = Object.entries(cleanEnvironment()).filter(([name]) => !name.startsWith('AWS_'))
  const { stdout } = await promisify(execFile)(command, [...args], {
    env: { ...Object.fromEntries(own), AWS_CONFIG_FILE: '/dev/null', AWS_PAGER: '', ...env },
    timeout: 60_000,
  })
  return stdout
}
