import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseQuickstart } from '../../../scripts/quickstart/parse-quickstart.ts'
import { runQuickstart } from '../../../scripts/quickstart/run-quickstart.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/quickstart')
const readme = readFileSync(join(fixtures, 'README.md'), 'utf8')

let home: string
let tools: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'busbar-reader-'))
  tools = mkdtempSync(join(tmpdir(), 'busbar-tools-'))
})
afterEach(() => {
  for (const folder of [home, tools]) rmSync(folder, { recursive: true, force: true })
})

/** An AWS CLI of our own, first on the path: one that prints, or one that is as good as missing. */
function installAws(script: string) {
  writeFileSync(join(tools, 'aws'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(tools, 'aws'), 0o755)
}

async function follow(markdown: string) {
  const said: string[] = []
  const port = await freePort()
  const outcome = await runQuickstart(parseQuickstart(markdown), {
    home,
    copyProject: (folder) => cpSync(join(fixtures, 'project'), folder, { recursive: true }),
    port,
    env: {
      ...process.env,
      PATH: `${tools}${delimiter}${process.env['PATH']}`,
      BUSBAR_PORT: String(port),
    },
    say: (line) => said.push(line),
  })
  const stillListens = await fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
  return { ...outcome, said, stillListens }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('following a quick start', () => {
  it('runs every command against a server of its own, and stops it', async () => {
    installAws('[ "$1" = --version ] && echo aws-cli/2.13.0 || echo what the AWS CLI prints')
    const { ran, skipped, failures, stillListens } = await follow(readme)

    expect(failures).toEqual([])
    expect({ ran, skipped, stillListens }).toEqual({ ran: 8, skipped: 0, stillListens: false })
  })

  it.each([
    ['there is none', 'exit 127'],
    ['it is too old to be pointed here', 'echo aws-cli/2.9.19'],
  ])('skips the AWS CLI where %s, and says so', async (_where, script) => {
    installAws(script)
    const { ran, skipped, failures, said } = await follow(readme)

    expect({ ran, skipped, failures }).toEqual({ ran: 7, skipped: 1, failures: [] })
    expect(said).toContain(
      'skipped, no AWS CLI that knows AWS_ENDPOINT_URL here: aws events list-rules',
    )
  })

  it('fails when something else is printed than shown', async () => {
    const { failures, stillListens } = await follow(readme.replace('"total": 42', '"total": 43'))

    expect(failures).toEqual([expect.stringContaining('the JSON is not as shown')])
    expect(stillListens).toBe(false)
  })

  it('fails when a command fails', async () => {
    const { ran, failures } = await follow('## Quick start\n```sh\ntrue\nls nowhere | cat\n```\n')

    expect(ran).toBe(1)
    expect(failures).toEqual([expect.stringContaining('it ended with code 2')])
  })

  it('fails when the server does not become ready', async () => {
    const { failures } = await follow('## Quick start\n```sh\nBUSBAR_PORT=x npm start\n```\n')

    expect(failures).toEqual([expect.stringContaining('the server did not become ready')])
  })
})
