import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '..', '..')

/** Starts a server for this example alone: any free port, nothing kept, a clock that we move. */
export async function startBusbar() {
  const bundled = join(root, 'node_modules', '.bin', 'node')
  const node = existsSync(bundled) ? bundled : process.execPath
  const settings = Object.entries(process.env).filter(([name]) => !name.startsWith('BUSBAR_'))
  const child = spawn(
    node,
    ['--require', join(root, 'src', 'require-node.cjs'), join(root, 'src', 'main.ts')],
    {
      env: {
        ...Object.fromEntries(settings),
        BUSBAR_PORT: '0',
        BUSBAR_DATA: ':memory:',
        BUSBAR_CLOCK: 'manual',
        // The events of this example say that they come from services of AWS.
        BUSBAR_AWS_SOURCES: 'allow',
        BUSBAR_LOG_LEVEL: 'error',
        BUSBAR_FUNCTIONS: join(import.meta.dirname, 'handlers'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const closed = once(child, 'close')
  return {
    url: await readyUrl(child),
    async stop() {
      child.kill('SIGTERM')
      await closed
    },
  }
}

async function readyUrl(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^busbar is ready on (\S+)$/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('busbar did not start; see above, or run "npm ci" first')
}
