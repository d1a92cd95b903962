import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { killSurvivors } from '../../../src/execution/environment/process-records.ts'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { answerOf, START, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

/** As /proc tells it: `T` is stopped. */
function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? ''
}

const TICKS = `
import { spawn } from 'node:child_process'
let ticks = 0
setInterval(() => { ticks += 1 }, 1)
const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
export const handler = async (event) => {
  if (event.loops) for (;;);
  return { ticks, pid: process.pid, child: child.pid }
}`

type Answer = { ticks: number; pid: number; child: number }
const read = (result: { readonly payload: string }) => Object(answerOf(result)) as Answer

describe.runIf(process.platform === 'linux')('a frozen environment', () => {
  it('stands still between two invocations, with all that it started', async () => {
    await using functions = startExecutor({ freezes: true })
    const configuration = functions.define(TICKS)
    const { pid, child } = read(await functions.call(configuration))
    await until('both are stopped', () => stateOf(pid) === 'T' && stateOf(child) === 'T')
    const again = read(await functions.call(configuration))
    expect(again.pid).toBe(pid)
    await until('both are stopped again', () => stateOf(pid) === 'T' && stateOf(child) === 'T')
  })

  it('runs between two invocations where that is not asked for', async () => {
    await using functions = startExecutor()
    const configuration = functions.define(TICKS)
    const before = read(await functions.call(configuration))
    await until('time has passed in it', async () => {
      return read(await functions.call(configuration)).ticks > before.ticks + 1
    })
    expect(stateOf(before.pid)).not.toBe('T')
  })

  it('times out as ever, and leaves nothing behind', async () => {
    await using functions = startExecutor({ freezes: true })
    const configuration = functions.define(TICKS, { timeoutSeconds: 0.3 })
    const { pid, child } = read(await functions.call(configuration))
    const { error } = await functions.call(configuration, { loops: true })
    expect(error?.type).toBe('Sandbox.Timedout')
    await until('both are gone', () => !isRunning(pid) && !isRunning(child))
  })

  it('ends when it is idle for long', async () => {
    await using functions = startExecutor({ freezes: true })
    const { pid, child } = read(await functions.call(functions.define(TICKS)))
    functions.clock.set(START + 60_000)
    await until('both are gone', () => !isRunning(pid) && !isRunning(child))
  })

  it.skipIf(!HAS_PYTHON)('may speak the Runtime API', async () => {
    await using functions = startExecutor({ freezes: true })
    const code = 'import os\ndef handler(event, context):\n    return os.getpid()'
    const configuration = functions.define({ 'index.py': code }, { runtime: 'python3.13' })
    const pid = Number(answerOf(await functions.call(configuration)))
    await until('it is stopped', () => stateOf(pid) === 'T')
    expect(answerOf(await functions.call(configuration))).toBe(pid)
  })

  it('does not outlive a killed server for longer than its next start', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
    const args = ['--input-type=module', '-e', SERVER, directory]
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [output] = await once(server.stdout, 'data')
    const { stateDirectory, pid } = JSON.parse(String(output))
    await until('it is stopped', () => stateOf(pid) === 'T')
    server.kill('SIGKILL')
    await once(server, 'exit')
    expect(isRunning(pid)).toBe(true)
    expect(await killSurvivors(stateDirectory)).toBe(1)
    await until('it is gone', () => !isRunning(pid))
    expect(existsSync(join(stateDirectory, 'tmp'))).toBe(false)
    for (const path of [directory, join(stateDirectory, '..')]) rmSync(path, { recursive: true })
  })
})

const SERVER = `
import { startExecutor } from ${JSON.stringify(new URL('../../support/execution/start-executor.ts', import.meta.url).href)}
const functions = startExecutor({ freezes: true })
const source = 'export const handler = async () => process.pid'
const { payload } = await functions.call(functions.define(source))
setInterval(() => {}, 1_000)
console.log(JSON.stringify({ stateDirectory: functions.stateDirectory, pid: JSON.parse(payload) }))
`
