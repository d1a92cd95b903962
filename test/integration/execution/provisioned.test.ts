import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { FunctionConfiguration } from '../../../src/domain/function.ts'
import { killSurvivors } from '../../../src/execution/environment/process-records.ts'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { answerOf, SCOPE, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

type Functions = ReturnType<typeof startExecutor>

/** @returns how it ended, once it is initialised. */
function provision({ executor }: Functions, configuration: FunctionConfiguration) {
  return new Promise<string>((resolve) => {
    const listener = { onReady: () => resolve('ready'), onFailed: resolve, onGone() {} }
    executor.provisioned.start(SCOPE, configuration, listener)
  })
}

const NODE = `const kind = process.env.AWS_LAMBDA_INITIALIZATION_TYPE
let calls = 0
export const handler = async () => [kind, ++calls]`
const PYTHON = `import os
kind = os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']
calls = 0
def handler(event, context):
  global calls
  calls += 1
  return [kind, calls]`
const PROVISIONED = { isProvisioned: true }

it.each([
  ['Node.js', NODE, {}],
  ['Python', { 'index.py': PYTHON }, { runtime: 'python3.13' }],
])(
  '%s is initialised ahead, and its first invocation is a warm one',
  async (what, code, changes) => {
    if (what === 'Python' && !HAS_PYTHON) return
    await using functions = startExecutor()
    const configuration = functions.define(code, changes)
    expect(await provision(functions, configuration)).toBe('ready')
    // One on demand that goes well has no INIT_REPORT; of these there always is one.
    const messages = (await functions.logged()).map(({ message }) => message)
    expect(messages[0]).toMatch(/^INIT_START Runtime Version: \S+\tRuntime Version ARN: \S+\n$/)
    expect(messages.at(-1)).toMatch(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\n$/)

    const result = await functions.call(configuration, {}, PROVISIONED)
    expect(answerOf(result)).toEqual(['provisioned-concurrency', 1])
    expect(result.initDurationMs).toBeUndefined()
    // It is for those that count as provisioned, and for nobody else.
    expect(answerOf(await functions.call(configuration))).toEqual(['on-demand', 1])
    expect(answerOf(await functions.call(configuration, {}, PROVISIONED))).toEqual([
      'provisioned-concurrency',
      2,
    ])
  },
)

it.each([
  ['throws', `throw new Error('no')`],
  ['exits', 'process.exit(3)'],
  ['has no handler', 'export const other = 1'],
])('fails with AWS’s reason when the code %s', async (_what, code) => {
  await using functions = startExecutor()
  const configuration = functions.define(code)
  expect(await provision(functions, configuration)).toBe('FUNCTION_ERROR_INIT_FAILURE')
  const messages = (await functions.logged()).map(({ message }) => message)
  expect(messages[0]).toMatch(/^INIT_START/)
  expect(messages.at(-1)).toMatch(/^INIT_REPORT .*\tPhase: init\tStatus: error\tError Type: /)
  expect(functions.executor.environments()).toEqual({ busy: 0, idle: 0 })
})

it('has more time for its init than on demand', async () => {
  await using functions = startExecutor({ initLimitMs: 20 })
  const slow = `await new Promise((go) => setTimeout(go, 200))\n${NODE}`
  expect(await provision(functions, functions.define(slow))).toBe('ready')
})

it('gives way to nobody, and leaves one place to all others', async () => {
  await using functions = startExecutor({ maxEnvironments: 2 })
  const kept = functions.define(NODE)
  expect(await provision(functions, kept)).toBe('ready')
  const listener = { onReady() {}, onFailed() {}, onGone() {} }
  expect(functions.executor.provisioned.start(SCOPE, kept, listener)).toBeUndefined()

  for (const functionName of ['one', 'two']) {
    const other = functions.define(NODE, { functionName })
    expect(answerOf(await functions.call(other))).toEqual(['on-demand', 1])
  }
  expect(answerOf(await functions.call(kept, {}, PROVISIONED))).toEqual([
    'provisioned-concurrency',
    1,
  ])
})

it('waits for a place that others use, and does not make its callers wait for one', async () => {
  await using functions = startExecutor({ maxEnvironments: 2 })
  const busy = functions.define(
    'export const handler = () => new Promise((go) => setTimeout(go, 400))',
    { functionName: 'busy' },
  )
  const running = [1, 2].map(() => functions.call(busy))
  const kept = functions.define(NODE)
  expect(await provision(functions, kept)).toBe('ready')
  // One place is left to them: the second and third stand in line, this one does not.
  const line = [1, 2].map(() => functions.call(busy))
  expect(answerOf(await functions.call(kept, {}, PROVISIONED))).toEqual([
    'provisioned-concurrency',
    1,
  ])
  await Promise.all([...running, ...line])
})

/** A server that keeps an environment of each kind ready and is never called. */
const SERVER = `
import { SCOPE, startExecutor } from ${JSON.stringify(new URL('../../support/execution/start-executor.ts', import.meta.url).href)}
const functions = startExecutor()
const listener = { onReady() {}, onFailed: console.error, onGone() {} }
const keep = (functionName, code, changes) => functions.executor.provisioned.start(SCOPE, functions.define(code,
  { functionName, environment: { PID_FILE: process.argv[1] + '/' + functionName }, ...changes }), listener)
keep('node', "import { writeFileSync } from 'node:fs'\\nwriteFileSync(process.env.PID_FILE, String(process.pid))\\n" +
  'export const handler = async () => 1')
keep('shell', { bootstrap: '#!/bin/sh\\necho $$ > "$PID_FILE"\\nexec sleep 1000' }, { runtime: 'provided.al2023' })
console.log(functions.stateDirectory)
`

it('leaves no process behind when the server is killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const args = ['--input-type=module', '-e', SERVER, directory]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stateDirectory = await new Promise<string>((resolve) => {
    server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  const pids = await until('both are there', () => {
    const files = ['node', 'shell'].map((name) => join(directory, name))
    const found = files.map((file) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0))
    return found.every((pid) => pid > 0) && found
  })
  server.kill('SIGKILL')
  await once(server, 'exit')
  await killSurvivors(stateDirectory)
  await until('both are gone', () => !pids.some(isRunning))
  for (const path of [directory, join(stateDirectory, '..')]) rmSync(path, { recursive: true })
})
