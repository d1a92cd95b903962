import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Unavailable } from '../../../src/domain/faults.ts'
import { answerOf, SCOPE, START, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

/** Counts its invocations; waits for a file of the event's name where there is one. */
const COUNT = `
import { existsSync } from 'node:fs'
let count = 0
export const handler = async (event) => {
  count += 1
  const mine = count
  while (event.waitFor && !existsSync(event.waitFor)) await new Promise((go) => setTimeout(go, 2))
  return { count: mine, pid: process.pid, name: event.name }
}`

type Answer = { count: number; pid: number; name?: string }
const read = (result: { readonly payload: string }) => Object(answerOf(result)) as Answer

it('keeps an environment for the next invocation', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT)
  const first = await functions.call(configuration)
  const second = await functions.call(configuration)
  expect(read(second)).toEqual({ ...read(first), count: 2 })
  expect(first.initDurationMs).toBeGreaterThan(0)
  expect(second.initDurationMs).toBeUndefined()
  expect(functions.executor.environments()).toEqual({ busy: 0, idle: 1 })
})

it('starts an environment for each invocation at the same time', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT)
  const waitFor = join(functions.root, 'go')
  const running = [1, 2, 3].map(() => functions.call(configuration, { waitFor }))
  expect(functions.executor.environments()).toEqual({ busy: 3, idle: 0 })
  writeFileSync(waitFor, '')
  const answers = (await Promise.all(running)).map(read)
  expect(answers.map(({ count }) => count)).toEqual([1, 1, 1])
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(3)
})

it('has no process before the first invocation, and one spare after it', async () => {
  await using functions = startExecutor()
  expect(functions.processes()).toEqual([])
  const { pid } = read(await functions.call(functions.define(COUNT)))
  const [spare] = await until('there is a spare', () => {
    const others = functions.processes().filter((other) => other !== pid)
    return others.length > 0 && others
  })
  const other = functions.define(COUNT, { functionName: 'other' })
  expect(read(await functions.call(other)).pid).toBe(spare)
})

it('serves who waits in order, synchronous callers first', async () => {
  await using functions = startExecutor({ maxEnvironments: 1 })
  const configuration = functions.define(COUNT)
  const waitFor = join(functions.root, 'go')
  const order: unknown[] = []
  const call = (name: string, caller: 'synchronous' | 'asynchronous') =>
    functions
      .call(configuration, { name, waitFor }, { caller })
      .then((result) => order.push(read(result).name))
  const all = [
    call('first', 'asynchronous'),
    call('async 1', 'asynchronous'),
    call('async 2', 'asynchronous'),
    call('sync 1', 'synchronous'),
    call('sync 2', 'synchronous'),
  ]
  writeFileSync(waitFor, '')
  await Promise.all(all)
  expect(order).toEqual(['first', 'sync 1', 'sync 2', 'async 1', 'async 2'])
})

it('gives the place of the idlest environment to another function', async () => {
  await using functions = startExecutor({ maxEnvironments: 2 })
  const [a, b, c] = ['a', 'b', 'c'].map((functionName) => functions.define(COUNT, { functionName }))
  if (!a || !b || !c) throw new Error('unreachable')
  const old = read(await functions.call(a))
  await functions.call(b)
  await functions.call(a)
  await functions.call(c)
  // b was used longest ago, so a is warm still.
  expect(read(await functions.call(a))).toMatchObject({ pid: old.pid, count: 3 })
  expect(read(await functions.call(b))).toMatchObject({ count: 1 })
})

it('ends environments that are idle for long, and then the spare', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT)
  const { pid } = read(await functions.call(configuration))
  await until('there is a spare', () => functions.processes().length === 2)
  functions.clock.set(START + 30_000)
  await functions.call(configuration)
  functions.clock.set(START + 60_000)
  expect(functions.executor.environments().idle).toBe(1)
  expect(isRunning(pid)).toBe(true)
  functions.clock.set(START + 90_000)
  await until('no process is left', () => functions.processes().length === 0)
  expect(functions.executor.environments()).toEqual({ busy: 0, idle: 0 })
})

it('does not share environments between functions, versions, accounts and configurations', async () => {
  await using functions = startExecutor({ maxEnvironments: 9 })
  const configuration = functions.define(COUNT)
  await functions.call(configuration)
  const others = [
    functions.call({ ...configuration, version: '1' }),
    functions.call(configuration, {}, { scope: { ...SCOPE, account: '999999999999' } }),
    functions.call(configuration, {}, { scope: { ...SCOPE, region: 'us-east-1' } }),
    functions.call({ ...configuration, functionName: 'other' }),
  ]
  expect((await Promise.all(others)).map((one) => read(one).count)).toEqual([1, 1, 1, 1])
  // What the code cannot see does not cost a cold start.
  const renamed = { ...configuration, revisionId: 'revision-2', description: 'new' }
  expect(read(await functions.call(renamed)).count).toBe(2)
  const changed = { ...configuration, environment: { A: '1' } }
  expect(read(await functions.call(changed)).count).toBe(1)
})

it('ends the environment of a configuration that was replaced', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT)
  const { pid } = read(await functions.call(configuration))
  await functions.call({ ...configuration, memorySizeMb: 256 })
  await until('the old one is gone', () => !isRunning(pid))
})

it('retires idle environments at once and busy ones after their invocation', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT)
  const { pid: idle } = read(await functions.call(configuration))
  functions.executor.retire(SCOPE, 'hello')
  await until('the idle one is gone', () => !isRunning(idle))

  const waitFor = join(functions.root, 'go')
  const running = functions.call(configuration, { waitFor })
  functions.executor.retire('everywhere', 'hello')
  writeFileSync(waitFor, '')
  const { pid: busy, count } = read(await running)
  expect(count).toBe(1)
  await until('the busy one is gone', () => !isRunning(busy))
  functions.executor.retire(SCOPE, 'another')
  expect(read(await functions.call(configuration)).count).toBe(1)
})

it('fails running, waiting and later invocations when it stops', async () => {
  await using functions = startExecutor({ maxEnvironments: 1 })
  const configuration = functions.define(COUNT)
  const { pid } = read(await functions.call(configuration))
  const never = { waitFor: join(functions.root, 'never') }
  const calls = [functions.call(configuration, never), functions.call(configuration)]
  const outcomes = Promise.allSettled(calls)
  await functions.executor.stop()
  const rejected = { status: 'rejected', reason: expect.any(Unavailable) }
  expect(await outcomes).toEqual([rejected, rejected])
  await expect(functions.call(configuration)).rejects.toThrow(Unavailable)
  expect(isRunning(pid)).toBe(false)
  expect(functions.processes()).toEqual([])
})

it('fails an invocation that is starting when it stops', async () => {
  await using functions = startExecutor()
  const outcome = Promise.allSettled([functions.call(functions.define(COUNT))])
  await functions.executor.stop()
  expect(await outcome).toMatchObject([{ status: 'rejected', reason: expect.any(Unavailable) }])
  await until('no process is left', () => functions.processes().length === 0)
})

it('runs code from an uploaded archive', async () => {
  const { zipSync, strToU8 } = await import('fflate')
  await using functions = startExecutor()
  const zip = zipSync({ 'lib/index.mjs': strToU8(COUNT) })
  const code = {
    kind: 'zip' as const,
    sha256: await functions.blobs.put(zip),
    sizeBytes: zip.length,
  }
  const configuration = { ...functions.define({}), code, handler: 'lib/index.handler' }
  expect(read(await functions.call(configuration)).count).toBe(1)
  // In use, so it stays.
  expect(await functions.code.sweep(() => false)).toBe(0)
  const root = join(functions.root, 'code', code.sha256)
  expect(readFileSync(join(root, 'lib/index.mjs'), 'utf8')).toBe(COUNT)
  await functions.executor.stop()
  expect(await functions.code.sweep(() => false)).toBe(1)
})

it('answers with the reason when a function cannot be loaded', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT, { state: 'Failed', stateReason: 'unknown key' })
  const { error } = await functions.call(configuration)
  expect(error).toEqual({ type: 'Runtime.InvalidConfiguration', message: 'unknown key' })
})

it('refuses runtimes that it does not have', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT, { runtime: 'ruby3.4' })
  await expect(functions.call(configuration)).rejects.toThrow(/ruby3\.4/)
})

it('tells of each environment what it is and does', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(COUNT)
  const waitFor = join(functions.root, 'go')
  const running = functions.call(configuration, { waitFor })
  const [starting] = functions.executor.describe()
  expect(starting).toMatchObject({ state: 'starting', invocations: 1, since: START })

  await until('it runs', () => functions.executor.describe()[0]?.state === 'busy')
  const { pid } = functions.executor.describe()[0] ?? {}
  functions.executor.retire(SCOPE, 'hello')
  expect(functions.executor.describe()).toMatchObject([{ state: 'retiring', pid }])
  writeFileSync(waitFor, '')
  expect(read(await running).pid).toBe(pid)

  functions.clock.set(START + 1_000)
  const { initDurationMs } = await functions.call(configuration)
  functions.clock.set(START + 2_000)
  await functions.call(configuration)
  const [idle, ...others] = functions.executor.describe()
  expect(others).toEqual([])
  expect(idle).toEqual({
    ...SCOPE,
    functionName: 'hello',
    version: '$LATEST',
    state: 'idle',
    since: START + 2_000,
    startedAt: START + 1_000,
    initializationType: 'on-demand',
    pid: expect.any(Number),
    memoryBytes: expect.any(Number),
    peakMemoryBytes: expect.any(Number),
    invocations: 2,
    initDurationMs,
    logGroup: '/aws/lambda/hello',
    logStream: expect.stringMatching(/^2026\/01\/31\//),
  })
})

it.runIf(process.platform === 'linux')('tells how much memory they hold, and held', async () => {
  await using functions = startExecutor()
  await functions.call(functions.define(COUNT))
  const [one] = functions.executor.describe()
  expect(one?.memoryBytes).toBeGreaterThan(10_000_000)
  expect(one?.peakMemoryBytes).toBeGreaterThanOrEqual(one?.memoryBytes ?? 0)
})

it('ends an environment that is too old, however often it is used', async () => {
  await using functions = startExecutor({ lifetimeMs: 100_000 })
  const configuration = functions.define(COUNT)
  await functions.call(configuration)
  functions.clock.set(START + 50_000)
  const { pid } = read(await functions.call(configuration))
  functions.clock.set(START + 99_999)
  expect(read(await functions.call(configuration)).count).toBe(3)
  functions.clock.set(START + 100_000)
  await until('it is gone', () => !isRunning(pid))
  expect(read(await functions.call(configuration)).count).toBe(1)
})

it('lets an invocation end that outlives its environment', async () => {
  await using functions = startExecutor({ lifetimeMs: 100_000 })
  const configuration = functions.define(COUNT)
  const waitFor = join(functions.root, 'go')
  const running = functions.call(configuration, { waitFor })
  functions.clock.set(START + 200_000)
  writeFileSync(waitFor, '')
  const { count, pid } = read(await running)
  expect(count).toBe(1)
  await until('it is gone', () => !isRunning(pid))
})

it.runIf(process.platform === 'linux')(
  'keeps its channel from what the handler starts',
  async () => {
    await using functions = startExecutor()
    const configuration = functions.define(`
    import { execFileSync } from 'node:child_process'
    import { readlinkSync } from 'node:fs'
    export const handler = async () => ({
      channel: readlinkSync('/proc/self/fd/3'),
      inherited: execFileSync('ls', ['-l', '/proc/self/fd'], { encoding: 'utf8' }),
    })`)
    const answer = answerOf(await functions.call(configuration)) as Record<string, string>
    expect(answer['channel']).toMatch(/^socket:/)
    expect(answer['inherited']).not.toContain(answer['channel'])
  },
)
