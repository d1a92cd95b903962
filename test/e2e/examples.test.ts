import { execFile } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  cleanEnvironment,
  endLeftovers,
  ROOT,
  startServer,
  temporaryDirectory,
} from '../support/process-server.ts'

afterAll(endLeftovers)

const ORDERS = join(ROOT, 'examples/orders')

/** What the README shows, with a hole where a time or a port stands. */
async function shown(): Promise<string> {
  const readme = await readFile(join(ORDERS, 'README.md'), 'utf8')
  const [, text = ''] = /It prints\n\n```text\n([\s\S]*?)```/.exec(readme) ?? []
  return withHoles(text)
}

function withHoles(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/, '<address>')
    .trim()
}

async function printedBy(script: string, env = {}): Promise<string> {
  const options = { env: { ...cleanEnvironment(), ...env }, timeout: 20_000 }
  const { stdout } = await promisify(execFile)(process.execPath, [script], options)
  return withHoles(stdout)
}

it('the orders example prints what its README shows', async () => {
  expect(await printedBy(join(ORDERS, 'run.mjs'))).toBe(await shown())
})

it('the producer of the compose file does so from its folder alone, with the settings of the file', async () => {
  const compose = parse(await readFile(join(ROOT, 'docker-compose.yml'), 'utf8'))
  const { BUSBAR_FUNCTIONS: _, ...settings } = compose.services.busbar.environment
  await using directory = await temporaryDirectory()
  const mounted = join(directory.path, 'orders')
  await cp(ORDERS, mounted, { recursive: true })
  const env = { ...settings, BUSBAR_FUNCTIONS: join(mounted, 'handlers'), BUSBAR_CLOCK: 'manual' }
  await using server = await startServer({ data: join(directory.path, 'data'), env })

  const script = join(mounted, 'run.mjs')
  expect(await printedBy(script, { BUSBAR_URL: server.url })).toBe(await shown())
})
