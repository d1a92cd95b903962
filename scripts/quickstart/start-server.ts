import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type RunningServer = {
  /** What it printed up to the line that says it is ready, without npm's own lines. */
  readonly printed: string
  stop(): Promise<void>
}

const READY = 'busbar is ready on '
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 10_000

/** Runs a command that starts a server in the background. @throws when the server does not become ready. */
export async function startServer(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<RunningServer> {
  // A process group of its own, so that npm, its shell and the server end together.
  const child = spawn('bash', ['-c', script], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })

  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, name)
    }
  }
  const stop = async () => {
    signal('SIGTERM')
    const deadline = setTimeout(() => signal('SIGKILL'), STOP_TIMEOUT_MS)
    await closed
    clearTimeout(deadline)
  }

  const ready = await new Promise<boolean>((resolve) => {
    const deadline = setTimeout(() => resolve(false), START_TIMEOUT_MS)
    const answer = (is: boolean) => {
      clearTimeout(deadline)
      resolve(is)
    }
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk)
      if (
        stdout
          .split('\n')
          .slice(0, -1)
          .some((line) => line.startsWith(READY))
      )
        answer(true)
    })
    child.on('close', () => answer(false))
  })
  if (!ready) {
    await stop()
    throw new Error(`the server did not become ready\n${stdout}${stderr}`)
  }
  return { printed: withoutNpmLines(stdout), stop }
}

function withoutNpmLines(text: string): string {
  const lines = text.split('\n')
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('> ')).join('\n')
}
