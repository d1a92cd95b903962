import { spawnSync } from 'node:child_process'

/** What this machine has; tests that need more are skipped, visibly. */
export const HAS_PYTHON = works('python3', ['-c', 'import sys; assert sys.version_info >= (3, 8)'])
export const HAS_CURL = works('curl', ['--version'])

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}
