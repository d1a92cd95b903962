import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { FunctionConfiguration } from '../../../src/domain/function.ts'
import type { InvocationResult } from '../../../src/execution/executor.ts'
import { answerOf, SCOPE, startExecutor } from '../../support/execution/start-executor.ts'
import { until } from '../../support/execution/until.ts'

/** Does what it is told, and writes its number down as it begins. */
const HANDLER = `
import { appendFileSync, existsSync, writeSync, closeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
const here = import.meta.dirname
export const handler = async ({ n, does = [] }, context) => {
  appendFileSync(here + '/begun', n + '\\n')
  for (const what of does) {
    if (what === 'wait') while (!existsSync(here + '/go')) await pause(5)
    if (what === 'print') {
      console.log('line %d', n)
      writeSync(1, 'straight ' + n)
      writeSync(2, 'error ' + n + '\\n')
    }
    if (what === 'hang') await pause(60_000)
    if (what === 'forget') await new Promise(() => {})
    if (what === 'fail') throw new TypeError('no ' + n)
    if (what === 'exit') process.exit(3)
    if (what === 'close') closeSync(1), closeSync(2)
    if (what === 'leave') setImmediate(() => process.exit(4))
  }
  return { n, id: context.awsRequestId }
}`

type Told = { readonly n: number; readonly does?: readonly string[] }
type Functions = ReturnType<typeof startExecutor>

function open(options: Parameters<typeof startExecutor>[0] = {}) {
  const functions = startExecutor({ maxEnvironments: 1, ...options })
  const configuration = functions.define(HANDLER, { timeoutSeconds: 3 })
  const directory = join(functions.root, 'functions', 'hello')
  return {
    functions,
    configuration,
    begun: () => readFileSync(join(directory, 'begun'), 'utf8'),
    go: () => writeFileSync(join(directory, 'go'), ''),
  }
}

/** Begins the first, and hands the others over while it runs: possible once invocations are seen to be short. */
async function inARow(
  functions: Functions,
  configuration: FunctionConfiguration,
  [first, ...others]: readonly [Told, ...Told[]],
): Promise<{
  readonly first: Promise<InvocationResult>
  readonly others: Promise<InvocationResult | undefined>[]
}> {
  return until('so many are taken', async () => {
    await functions.call(configuration, { n: 0 }, { caller: 'asynchronous' })
    // One that does nothing: its environment may turn out to take too few.
    const trial = functions.call(configuration, { n: 0 }, { caller: 'asynchronous' })
    const most = functions.executor.mostAhead(SCOPE, 'hello')
    await trial
    if (most < others.length) return undefined
    const begun = functions.call(configuration, first, { caller: 'asynchronous' })
    return {
      first: begun,
      others: others.map((told) => functions.callAhead(configuration, told)),
    }
  })
}

async function logOf(functions: Functions): Promise<string[]> {
  const lines = (await functions.logged()).map(({ message }) => message.trimEnd())
  return lines.map((line) => line.replace(/^\S+Z\t(\S+)\tINFO\t/, '$1: '))
}

it('runs what was handed over one after the other, each with its own log', async () => {
  const { functions, configuration } = open()
  await using _ = functions
  const prints = (n: number) => ({ n, does: ['print'] })
  const told = [prints(1), prints(2), prints(3)] as const
  const { first, others } = await inARow(functions, configuration, told)
  const results = await Promise.all([first, ...others])
  const answers = results.map((result) => answerOf(result ?? { payload: 'null' }))
  expect(answers).toMatchObject([{ n: 1 }, { n: 2 }, { n: 3 }])

  const log = await logOf(functions)
  for (const { n, id } of answers as { n: number; id: string }[]) {
    const start = log.indexOf(`START RequestId: ${id} Version: $LATEST`)
    const end = log.indexOf(`END RequestId: ${id}`)
    const between = log.slice(start + 1, end)
    expect(between.toSorted()).toEqual(
      [`${id}: line ${n}`, `error ${n}`, `straight ${n}`].toSorted(),
    )
    expect(log[end + 1]).toMatch(`REPORT RequestId: ${id}\t`)
    expect(Buffer.from(results[n - 1]?.logTail() ?? []).toString()).toMatch(
      new RegExp(`^START RequestId: ${id} [^]*line ${n}[^]*REPORT RequestId: ${id}`),
    )
  }
})

it.each([
  ['exit', 'Runtime.ExitError'],
  ['hang', 'Sandbox.Timedout'],
])('gives back what has not begun when the one before ends in %s', async (what, type) => {
  const { functions, configuration, begun } = open()
  await using _ = functions
  const told = [{ n: 1 }, { n: 2, does: [what] }, { n: 3 }, { n: 4 }] as const
  const { first, others } = await inARow(functions, configuration, told)
  expect((await first).error).toBeUndefined()
  const [second, ...rest] = await Promise.all(others)
  expect(second?.error).toMatchObject({ type })
  expect(rest).toEqual([undefined, undefined])
  expect(begun()).not.toMatch(/3|4/)
  expect(answerOf(await functions.call(configuration, { n: 5 }))).toMatchObject({ n: 5 })
})

it('gives the time-out to each from its own beginning, and tells it', async () => {
  const { functions, configuration } = open()
  await using _ = functions
  const told = [{ n: 1 }, { n: 2, does: ['hang'] }] as const
  const { others } = await inARow(functions, configuration, told)
  expect(await others[0]).toMatchObject({ durationMs: 3_000 })
  expect((await logOf(functions)).at(-1)).toMatch(/Duration: 3000.00 ms.*Status: timeout/)
})

it('goes on after one that fails or never settles', async () => {
  const { functions, configuration } = open()
  await using _ = functions
  const told = [{ n: 1, does: ['fail'] }, { n: 2, does: ['forget'] }, { n: 3 }] as const
  const { first, others } = await inARow(functions, configuration, told)
  expect((await first).error).toEqual({ type: 'TypeError', message: 'no 1' })
  expect((await others[0])?.error).toMatchObject({ type: 'Runtime.NodeJsExit' })
  expect(answerOf((await others[1]) ?? { payload: 'null' })).toMatchObject({ n: 3 })
})

it('takes back what has not begun for a caller who waits for a place', async () => {
  const { functions, configuration, begun, go } = open()
  await using _ = functions
  const other = functions.define('export const handler = async () => 7', { functionName: 'other' })
  const told = [{ n: 1, does: ['wait'] }, { n: 2 }, { n: 3 }] as const
  const { first, others } = await inARow(functions, configuration, told)
  const waiting = functions.call(other)
  expect(await Promise.all(others)).toEqual([undefined, undefined])
  expect(functions.executor.mostAhead(SCOPE, 'hello')).toBe(0)
  expect(await functions.callAhead(configuration, { n: 4 })).toBeUndefined()
  go()
  expect(answerOf(await first)).toMatchObject({ n: 1 })
  expect(answerOf(await waiting)).toBe(7)
  expect(begun()).not.toMatch(/2|3|4/)
})

it('takes back what has not begun from an environment that is to end', async () => {
  const { functions, configuration, go } = open()
  await using _ = functions
  const told = [{ n: 1, does: ['wait'] }, { n: 2 }] as const
  const { first, others } = await inARow(functions, configuration, told)
  functions.executor.retire(SCOPE, 'hello')
  expect(await Promise.all(others)).toEqual([undefined])
  go()
  expect(answerOf(await first)).toMatchObject({ n: 1 })
})

it('loses nothing of one that has closed its streams', async () => {
  const { functions, configuration } = open()
  await using _ = functions
  const told = [{ n: 1, does: ['close'] }, { n: 2 }] as const
  const { first, others } = await inARow(functions, configuration, told)
  expect(answerOf(await first)).toMatchObject({ n: 1 })
  expect(answerOf((await others[0]) ?? { payload: 'null' })).toMatchObject({ n: 2 })
  expect(answerOf(await functions.call(configuration, { n: 3 }))).toMatchObject({ n: 3 })
})

it('counts one execution for all that follow each other', async () => {
  const { functions, configuration } = open()
  await using _ = functions
  await inARow(functions, configuration, [{ n: 1 }])
  let isFree = false
  await until('one is handed over', async () => {
    isFree = false
    const invocation = {
      requestId: 'r',
      scope: SCOPE,
      configuration,
      invokedArn: 'a',
      payload: '{}',
    }
    const first = functions.executor.invoke(invocation, 'asynchronous', () => {
      isFree = true
    })
    const second = functions.callAhead(configuration, { n: 2 })
    await first
    const wasFree = isFree
    if ((await second) === undefined) return false
    expect(wasFree).toBe(false)
    return true
  })
  expect(isFree).toBe(true)
})

it('hands nothing over to one whose process stands still in between', async () => {
  const { functions, configuration } = open({ freezes: true })
  await using _ = functions
  await functions.call(configuration, { n: 1 }, { caller: 'asynchronous' })
  const running = functions.call(configuration, { n: 2 }, { caller: 'asynchronous' })
  expect(functions.executor.mostAhead(SCOPE, 'hello')).toBe(0)
  await running
})
