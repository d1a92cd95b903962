import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { Conflict } from '../../../src/domain/faults.ts'
import { createFunctionRegistry } from '../../../src/execution/create-function-registry.ts'
import { createDevelopmentFunctions } from '../../../src/execution/development/development-functions.ts'
import { createLogger } from '../../../src/platform/logger.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { systemRandom } from '../../../src/platform/random.ts'
import { realTimers } from '../../../src/platform/timers.ts'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { answerOf, SCOPE, START, startExecutor } from '../../support/execution/start-executor.ts'
import { until } from '../../support/execution/until.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'

const OTHER_SCOPE = { ...SCOPE, account: '999999999999' }

function startDevelopment(files: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  const errors: unknown[] = []
  const log = createLogger('silent')
  const development = createDevelopmentFunctions({
    directory,
    clock: createManualClock(START),
    timers: realTimers,
    random: systemRandom,
    log: { ...log, info() {}, warn() {}, error: (_message, fields) => errors.push(fields) },
  })
  const changed: string[] = []
  development.onChange((name) => changed.push(name))
  return {
    directory,
    development,
    write,
    changed,
    errors,
    registry: createFunctionRegistry({ config: createInMemoryConfigStore(), development }),
    remove: (name: string) => rmSync(join(directory, name), { recursive: true }),
    [Symbol.dispose]() {
      development.stop()
      rmSync(directory, { recursive: true })
    },
  }
}

it('finds handlers in files and folders', () => {
  using folder = startDevelopment({
    'hello.mjs': '',
    'plain.js': '',
    'old.cjs': '',
    'with-index/index.mjs': '',
    'with-main/package.json': '{"main":"dist/app.js"}',
    'with-settings/function.json': '{"handler":"src/app.run","timeout":60}',
    'lib/helper.mjs': '',
    'node_modules/pkg/index.js': '',
    '.hidden/index.js': '',
    'README.md': '',
    'types.d.mts': '',
    'hello.test.mjs': '',
  })
  const { development } = folder
  const handlers = development
    .names()
    .map((name) => [name, development.find(SCOPE, name)?.latest.handler])
  expect(handlers).toEqual([
    ['hello', 'hello.handler'],
    ['old', 'old.handler'],
    ['plain', 'plain.handler'],
    ['with-index', 'index.handler'],
    ['with-main', 'dist/app.handler'],
    ['with-settings', 'src/app.run'],
  ])
})

it('finds Python handlers and bootstraps, and knows what runs them', () => {
  using folder = startDevelopment({
    'hello.py': 'def handler(event, context): pass',
    'usual.py': '# lambda_handler\nasync def lambda_handler(event, context): pass',
    'assigned.py': 'lambda_handler = object()',
    'sam/app.py': 'def lambda_handler(event, context): pass',
    'console/lambda_function.py': 'def lambda_handler(event, context): pass',
    'shell/bootstrap': '#!/bin/sh',
    'both/index.mjs': '',
    'both/bootstrap': '',
    'pinned/index.py': '',
    'pinned/function.json': '{"runtime":"python3.9"}',
    'lib/helper.py': '',
  })
  const { development } = folder
  const found = development.names().map((name) => {
    const { runtime, handler } = development.find(SCOPE, name)?.latest ?? {}
    return [name, runtime, handler]
  })
  expect(found).toEqual([
    ['assigned', 'python3.13', 'assigned.lambda_handler'],
    ['both', 'nodejs24.x', 'index.handler'],
    ['console', 'python3.13', 'lambda_function.lambda_handler'],
    ['hello', 'python3.13', 'hello.handler'],
    ['pinned', 'python3.9', 'index.handler'],
    ['sam', 'python3.13', 'app.lambda_handler'],
    ['shell', 'provided.al2023', 'bootstrap'],
    ['usual', 'python3.13', 'usual.lambda_handler'],
  ])
})

it.skipIf(!HAS_PYTHON)('runs a Python file, and leaves it alone', async () => {
  await using functions = startExecutor()
  using folder = startDevelopment({
    'helper.py': 'ANSWER = 42\n',
    'hello.py': 'from helper import ANSWER\ndef handler(event, context): return ANSWER\n',
  })
  const configuration = folder.development.find(SCOPE, 'hello')?.latest
  if (configuration === undefined) throw new Error('There is no function.')
  expect(answerOf(await functions.call(configuration))).toBe(42)
  expect(readdirSync(folder.directory).sort()).toEqual(['hello.py', 'helper.py'])
})

it('gives them the settings of Lambda’s defaults and of function.json', () => {
  using folder = startDevelopment({
    'hello.mjs': '',
    'own/index.mjs': '',
    'own/function.json': JSON.stringify({
      timeout: 60,
      memorySize: 512,
      environment: { A: '1' },
      description: 'Own',
      runtime: 'nodejs22.x',
    }),
  })
  expect(folder.development.find(SCOPE, 'hello')?.latest).toMatchObject({
    functionName: 'hello',
    version: '$LATEST',
    runtime: 'nodejs24.x',
    role: 'arn:aws:iam::111122223333:role/development',
    timeoutSeconds: 3,
    memorySizeMb: 128,
    code: { kind: 'directory', path: join(folder.directory, 'hello.mjs') },
    state: 'Active',
    lastModifiedAt: START,
  })
  expect(folder.development.find(OTHER_SCOPE, 'own')?.latest).toMatchObject({
    runtime: 'nodejs22.x',
    role: 'arn:aws:iam::999999999999:role/development',
    description: 'Own',
    timeoutSeconds: 60,
    memorySizeMb: 512,
    environment: { A: '1' },
  })
})

it('shows one that cannot be loaded, and says why once', () => {
  using folder = startDevelopment({
    'bad/index.mjs': '',
    'bad/function.json': '{"memroySize":1}',
    'twice.mjs': '',
    'twice/index.mjs': '',
  })
  expect(folder.development.find(SCOPE, 'bad')?.latest).toMatchObject({
    state: 'Failed',
    stateReason: expect.stringContaining('"memroySize" is not known'),
  })
  expect(folder.development.find(SCOPE, 'twice')?.latest).toMatchObject({
    state: 'Failed',
    stateReason: expect.stringContaining('are named twice'),
    code: { path: join(folder.directory, 'twice') },
  })
  expect(folder.errors).toHaveLength(2)
})

it('follows what is added, changed and removed', async () => {
  using folder = startDevelopment({ 'one/index.mjs': '', 'two/index.mjs': '', 'three.mjs': '' })
  const { development, changed, write, remove } = folder
  const revision = (name: string) => development.find(SCOPE, name)?.latest.revisionId
  const before = revision('one')

  write('one/lib/deep/new.mjs', '')
  await until('one has changed', () => changed.includes('one'))
  expect(revision('one')).not.toBe(before)
  expect(changed).not.toContain('two')

  const deep = revision('one')
  write('one/lib/deep/new.mjs', 'changed')
  await until('one has changed again', () => revision('one') !== deep)

  write('four.mjs', '')
  await until('four is there', () => development.names().includes('four'))
  remove('two')
  await until('two is gone', () => !development.names().includes('two'))
  expect(changed).toContain('two')

  write('one/function.json', '{"timeout":9}')
  await until(
    'the new time-out counts',
    () => development.find(SCOPE, 'one')?.latest.timeoutSeconds === 9,
  )
})

it('takes a helper that is no function for a part of every handler', async () => {
  using folder = startDevelopment({
    'a.mjs': '',
    'b.mjs': '',
    'own/index.mjs': '',
    'lib/x.mjs': '',
  })
  folder.write('lib/x.mjs', 'changed')
  await until('all have changed', () => folder.changed.length >= 3)
  expect(folder.changed.toSorted()).toEqual(['a', 'b', 'own'])
})

it('runs the new code after a change', async () => {
  using folder = startDevelopment({ 'hello.mjs': 'export const handler = async () => 1' })
  await using functions = startExecutor()
  folder.development.onChange((name) => functions.executor.retire('everywhere', name))
  const call = async () => {
    const found = await folder.registry.find(SCOPE, 'hello')
    if (found === undefined) throw new Error('There is no such function.')
    return answerOf(await functions.call(found.function.latest))
  }
  expect(await call()).toBe(1)
  folder.write('hello.mjs', 'export const handler = async () => 2')
  await until('the new code runs', async () => (await call()) === 2)
})

it('has nothing without a directory', () => {
  const development = createDevelopmentFunctions({
    directory: undefined,
    clock: createManualClock(START),
    timers: realTimers,
    random: systemRandom,
    log: createLogger('silent'),
  })
  expect(development.names()).toEqual([])
  development.stop()
})

it('exists in every scope until one has a record of its own', async () => {
  using folder = startDevelopment({ 'hello.mjs': '' })
  const { registry } = folder
  const found = await registry.find(SCOPE, 'hello')
  if (found === undefined) throw new Error('There is no such function.')
  expect(found.revision).toBeUndefined()
  const { latest } = found.function
  const changed = { ...found.function, latest: { ...latest, timeoutSeconds: 77 } }
  await registry.put(SCOPE, changed, 'absent')

  const own = await registry.find(SCOPE, 'hello')
  expect(own?.function.latest.timeoutSeconds).toBe(77)
  expect(own?.revision).toBeDefined()
  const elsewhere = await registry.find(OTHER_SCOPE, 'hello')
  expect(elsewhere?.function.latest.timeoutSeconds).toBe(3)

  expect(await registry.delete(SCOPE, 'hello')).toBe(true)
  expect((await registry.find(SCOPE, 'hello'))?.function.latest.timeoutSeconds).toBe(3)
})

it('cannot be deleted but by its file', async () => {
  using folder = startDevelopment({ 'hello.mjs': '' })
  await expect(folder.registry.delete(SCOPE, 'hello')).rejects.toThrow(Conflict)
  await expect(folder.registry.delete(SCOPE, 'hello')).rejects.toThrow(/remove its file or folder/)
  expect(await folder.registry.delete(SCOPE, 'unknown')).toBe(false)
})

it('lists both kinds in one order, page by page', async () => {
  using folder = startDevelopment({ 'b.mjs': '', 'd.mjs': '', 'f.mjs': '' })
  const { registry } = folder
  const b = await registry.find(SCOPE, 'b')
  if (b === undefined) throw new Error('There is no such function.')
  for (const functionName of ['a', 'c', 'd', 'e']) {
    const latest = { ...b.function.latest, functionName, timeoutSeconds: 77 }
    await registry.put(SCOPE, { ...b.function, latest }, 'absent')
  }
  const names: string[] = []
  for (let after: string | undefined; ; after = names.at(-1)) {
    const page = await registry.list(SCOPE, after, 2)
    if (page.length === 0) break
    names.push(...page.map(({ latest }) => latest.functionName))
  }
  expect(names).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  const [d] = await registry.list(SCOPE, 'c', 1)
  expect(d?.latest.timeoutSeconds).toBe(77)
})
