import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { killSurvivors } from '../../../src/execution/environment/process-records.ts'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { isRunning, until } from '../../support/execution/until.ts'

/** A server that invokes a function which loops, and one whose function waits. */
const SERVER = `
import { startExecutor } from ${JSON.stringify(new URL('../../support/execution/start-executor.ts', import.meta.url).href)}
const functions = startExecutor()
const call = (functionName, work) => functions.call(functions.define(
  "import { writeFileSync } from 'node:fs'\\n" +
  "export const handler = async () => { writeFileSync(process.env.PID_FILE, String(process.pid)); " + work + " }",
  { functionName, timeoutSeconds: 60, environment: { PID_FILE: process.argv[1] + '/' + functionName } }))
call('loops', 'for (;;);')
call('waits', 'await new Promise((go) => setTimeout(go, 60_000))')
console.log(functions.stateDirectory)
`

it('ends processes that outlived a killed server, loops included', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const server = spawn(process.execPath, ['--input-type=module', '-e', SERVER, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stateDirectory = await new Promise<string>((resolve) => {
    server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  const names = ['loops', 'waits']
  await until('both functions run', () => names.every((name) => existsSync(join(directory, name))))
  const [loops = 0, waits = 0] = names.map((name) =>
    Number(readFileSync(join(directory, name), 'utf8')),
  )

  server.kill('SIGKILL')
  // Whoever looks at its channel now and then ends by itself.
  await until('the waiting one is gone', () => !isRunning(waits))
  expect(isRunning(loops)).toBe(true)

  expect(await killSurvivors(stateDirectory)).toBe(1)
  await until('the looping one is gone', () => !isRunning(loops))
  expect(readdirSync(join(stateDirectory, 'processes'))).toEqual([])
  expect(existsSync(join(stateDirectory, 'tmp'))).toBe(false)
  for (const path of [directory, join(stateDirectory, '..')]) rmSync(path, { recursive: true })
})

/** A server with a Python function that loops, and a bootstrap that waits for its next invocation. */
const RUNTIME_API_SERVER = `
import { startExecutor } from ${JSON.stringify(new URL('../../support/execution/start-executor.ts', import.meta.url).href)}
const functions = startExecutor()
const python = "import os\\ndef handler(event, context):\\n  open(os.environ['PID_FILE'], 'w').write(str(os.getpid()))\\n  while True: pass"
functions.call(functions.define({ 'index.py': python }, { functionName: 'loops', runtime: 'python3.13',
  timeoutSeconds: 60, environment: { PID_FILE: process.argv[1] + '/loops' } }))
const shell = '#!/bin/sh\\necho $$ > "$PID_FILE"\\nexec sleep 1000'
functions.call(functions.define({ bootstrap: shell }, { functionName: 'waits', runtime: 'provided.al2023',
  environment: { PID_FILE: process.argv[1] + '/waits' } }))
console.log(functions.stateDirectory)
`

it.skipIf(!HAS_PYTHON)('ends what runs over the Runtime API as well', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const args = ['--input-type=module', '-e', RUNTIME_API_SERVER, directory]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stateDirectory = await new Promise<string>((resolve) => {
    server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  const pids = await until('both run', () => {
    const found = ['loops', 'waits'].map((name) => Number(readIfThere(join(directory, name))))
    return found.every((pid) => pid > 0) && found
  })

  server.kill('SIGKILL')
  await once(server, 'exit')
  expect(pids.map(isRunning)).toEqual([true, true])
  expect(await killSurvivors(stateDirectory)).toBe(2)
  await until('both are gone', () => !pids.some(isRunning))
  for (const path of [directory, join(stateDirectory, '..')]) rmSync(path, { recursive: true })
})

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** A server whose function has started something in a process group of its own, and has ended itself. */
const DAEMON_SERVER = `
import { startExecutor } from ${JSON.stringify(new URL('../../support/execution/start-executor.ts', import.meta.url).href)}
const functions = startExecutor()
const source = "import { spawn } from 'node:child_process'\\n" +
  "export const handler = async () => spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).pid"
const { payload } = await functions.call(functions.define(source))
setInterval(() => {}, 1_000)
console.log(JSON.stringify({ stateDirectory: functions.stateDirectory, pid: JSON.parse(payload) }))
`

it.runIf(process.platform === 'linux')('ends daemons of a killed server’s functions', async () => {
  const args = ['--input-type=module', '-e', DAEMON_SERVER]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output] = await once(server.stdout, 'data')
  const { stateDirectory, pid } = JSON.parse(String(output))
  server.kill('SIGKILL')
  await once(server, 'exit')
  expect(isRunning(pid)).toBe(true)
  expect(await killSurvivors(stateDirectory)).toBeGreaterThan(0)
  await until('it is gone', () => !isRunning(pid))
  rmSync(join(stateDirectory, '..'), { recursive: true })
})

it('leaves alone who has the number of a process on record by chance', async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const innocent = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
  await until('it has started', () => innocent.pid !== undefined)
  const { mkdirSync } = await import('node:fs')
  mkdirSync(join(stateDirectory, 'processes'))
  writeFileSync(join(stateDirectory, 'processes', String(innocent.pid)), 'another start')
  expect(await killSurvivors(stateDirectory)).toBe(0)
  expect(isRunning(Number(innocent.pid))).toBe(true)
  innocent.kill('SIGKILL')
  rmSync(stateDirectory, { recursive: true })
})

it('has nothing to do where no server ever ran', async () => {
  expect(await killSurvivors(join(tmpdir(), 'busbar-test-nowhere'))).toBe(0)
})
