import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ResultRow, writeResults } from './support/results.ts'
import { startServer } from './support/server.ts'
import { percentile, rounded } from './support/statistics.ts'

/* Cold starts and warm invocations over the Runtime API, beside those of Node.js functions. */

const COLD = 8
const WARM = 400

const NODE = 'export const handler = async () => 1\n'
const PYTHON = 'def handler(event, context): return 1\n'
/** The least that a runtime has to do, over Node.js's own HTTP client. */
const BOOTSTRAP = `#!/usr/bin/env node
const { Agent, request } = require('node:http')
const agent = new Agent({ keepAlive: true })
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/'
const call = (method, path, body) => new Promise((resolve, reject) => {
  const sending = request(base + path, { method, agent }, (response) => {
    response.resume()
    response.once('end', () => resolve(response.headers['lambda-runtime-aws-request-id']))
  })
  sending.once('error', reject)
  sending.end(body)
})
const loop = async () => { for (;;) await call('POST', await call('GET', 'next') + '/response', '1') }
loop()
`

const handlers = mkdtempSync(join(tmpdir(), 'busbar-runtimes-'))
for (let n = 0; n < COLD; n++) {
  writeFileSync(join(handlers, `node-${n}.mjs`), NODE)
  writeFileSync(join(handlers, `python-${n}.py`), PYTHON)
  mkdirSync(join(handlers, `provided-${n}`))
  writeFileSync(join(handlers, `provided-${n}`, 'bootstrap'), BOOTSTRAP, { mode: 0o755 })
}

const hasPython = spawnSync('python3', ['--version']).status === 0
const kinds = ['node', ...(hasPython ? ['python'] : []), 'provided']
const rows: ResultRow[] = [
  ...(hasPython
    ? [row('a plain python3', spawned('python3', ['-c', 'import json, logging, socket']))]
    : []),
  row('a plain node', spawned(process.execPath, ['-e', '0'])),
]
{
  await using server = await startServer({
    BUSBAR_FUNCTIONS: handlers,
    BUSBAR_MAX_ENVIRONMENTS: '64',
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  // The first one looks for the interpreter.
  for (const kind of kinds) await invoke(agent, server.url, `${kind}-0`)
  for (const kind of kinds) {
    const cold: number[] = []
    for (let n = 1; n < COLD; n++) cold.push(await timed(agent, server.url, `${kind}-${n}`))
    rows.push(row(`${kind}, cold`, cold))
    const warm: number[] = []
    for (let n = 0; n < WARM; n++) warm.push(await timed(agent, server.url, `${kind}-1`))
    rows.push(row(`${kind}, warm`, warm.slice(WARM / 4)))
  }
  agent.destroy()
}
writeResults('runtime-api', rows)
rmSync(handlers, { recursive: true })

function row(what: string, values: readonly number[]): ResultRow {
  const at = (share: number) => rounded(percentile(values, share))
  return { what, unit: 'ms', p10: at(0.1), p50: at(0.5), p99: at(0.99), count: values.length }
}

function spawned(command: string, args: readonly string[]): number[] {
  const times: number[] = []
  for (let n = 0; n < COLD; n++) {
    const started = performance.now()
    spawnSync(command, args)
    times.push(performance.now() - started)
  }
  return times
}

async function timed(agent: Agent, url: string, name: string): Promise<number> {
  const started = performance.now()
  await invoke(agent, url, name)
  return performance.now() - started
}

function invoke(agent: Agent, url: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `${url}/2015-03-31/functions/${name}/invocations`
    const sending = request(path, { method: 'POST', agent }, (response) => {
      response.resume()
      const failed = response.statusCode !== 200 || response.headers['x-amz-function-error']
      response.once('end', () => (failed ? reject(new Error(`${name} failed.`)) : resolve()))
    })
    sending.once('error', reject)
    sending.end('{}')
  })
}
