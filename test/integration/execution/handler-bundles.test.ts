import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBundler } from '../../../src/execution/bundle/bundler.ts'
import { createHandlerBundles } from '../../../src/execution/bundle/handler-bundles.ts'
import { createLogger } from '../../../src/platform/logger.ts'
import { realTimers } from '../../../src/platform/timers.ts'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const LONG_AGO = new Date('2026-01-01T00:00:00Z')
const inTypeScript = { runtime: 'nodejs24.x' } as const

function startBundles(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const deps = { timers: realTimers, log: createLogger('silent') }
  const open = () => createHandlerBundles({ directory: join(root, 'bundles'), ...deps })
  let bundles = open()
  const write = (name: string, text: string, at = LONG_AGO) => {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    utimesSync(path, at, at)
    // What was added long ago as well.
    for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
      utimesSync(folder, at, at)
    }
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  let changes = 0
  return {
    root,
    write,
    changes: () => changes,
    kept: () => readdirSync(join(root, 'bundles')).sort(),
    async use(handler = 'code/index.handler') {
      const used = await bundles.use(
        join(root, dirname(handler)),
        handler.split('/').at(-1) ?? '',
        () => {
          changes += 1
        },
      )
      const { handler: found } = used ?? {}
      if (used === undefined || found === undefined) throw new Error('There is no bundle.')
      if (!('bundle' in found)) throw new Error(found.message)
      return { ...found, release: used.release, code: readFileSync(found.bundle, 'utf8') }
    },
    async restart() {
      await bundles.stop()
      bundles = open()
    },
    async [Symbol.asyncDispose]() {
      await bundles.stop()
      rmSync(root, { recursive: true })
    },
  }
}

const GREETING = {
  'code/index.ts': `import { word } from './lib/word'\nexport const handler = () => word`,
  'code/lib/word.ts': `export const word = 'hello'`,
}

describe('a bundle', () => {
  it('is kept while nothing changes, over a restart as well', async () => {
    await using started = startBundles(GREETING)
    const { bundle } = await started.use()
    // What is not made again stays as somebody left it.
    writeFileSync(bundle, '// kept')
    expect((await started.use()).code).toBe('// kept')
    await started.restart()
    expect((await started.use()).code).toBe('// kept')
  })

  it.each<[string, string, string]>([
    ['the handler', 'code/index.ts', 'export const handler = () => 1'],
    ['what it imports', 'code/lib/word.ts', `export const word = 'goodbye'`],
    ['a file that comes before another', 'code/lib/word.tsx', `export const word = 'tsx'`],
    ['the settings above it', 'tsconfig.json', '{"compilerOptions":{"target":"es5"}}'],
    ['the package that it is in', 'code/package.json', '{"type":"module"}'],
  ])('is made anew after a change of %s', async (_what, name, text) => {
    await using started = startBundles(GREETING)
    const { bundle } = await started.use()
    writeFileSync(bundle, '// kept')
    started.write(name, text, new Date('2026-01-02T00:00:00Z'))
    expect((await started.use()).code).not.toBe('// kept')
  })

  it('is made anew after a change of settings that others extend', async () => {
    await using started = startBundles({
      ...GREETING,
      'code/tsconfig.json': '{ // Ours.\n "extends": ["../shared/base.json"] }',
      'shared/base.json': '{"compilerOptions":{"strict":true}}',
    })
    const { bundle } = await started.use()
    writeFileSync(bundle, '// kept')
    expect((await started.use()).code).toBe('// kept')
    started.write('shared/base.json', '{"compilerOptions":{"useDefineForClassFields":false}}')
    expect((await started.use()).code).not.toBe('// kept')
  })

  it('is made anew when what it leaves out has another place', async () => {
    const native = (folder: string) => ({
      [`${folder}/native/binding.gyp`]: '',
      [`${folder}/native/index.js`]: 'module.exports = 1',
    })
    await using started = startBundles({
      ...native('node_modules'),
      'code/index.ts': `import one from 'native'\nexport const handler = () => one`,
    })
    expect((await started.use()).code).toContain(`${started.root}/node_modules/native/index.js`)
    rmSync(join(started.root, 'node_modules'), { recursive: true })
    for (const [name, text] of Object.entries(native('code/node_modules')))
      started.write(name, text)
    expect((await started.use()).code).toContain('/code/node_modules/native/index.js')
  })

  it('is made anew when a file was changed while it was made', async () => {
    await using started = startBundles(GREETING)
    started.write('code/lib/word.ts', `export const word = 'later'`, new Date())
    const { bundle } = await started.use()
    writeFileSync(bundle, '// kept')
    expect((await started.use()).code).not.toBe('// kept')
  })

  it('replaces the one before, and leaves that for whoever reads it', async () => {
    await using started = startBundles(GREETING)
    const first = await started.use()
    started.write('code/lib/word.ts', `export const word = 'second'`)
    const second = await started.use()
    expect(readFileSync(first.bundle, 'utf8')).toContain('hello')
    started.write('code/lib/word.ts', `export const word = 'the third'`)
    await started.use()
    expect(started.kept()).toHaveLength(3)
    expect(readFileSync(second.bundle, 'utf8')).toContain('second')
  })

  it('goes once its handler is gone', async () => {
    await using started = startBundles({
      ...GREETING,
      'other/index.ts': 'export const handler = 1',
    })
    await started.use()
    await started.use('other/index.handler')
    expect(started.kept()).toHaveLength(4)
    rmSync(join(started.root, 'code'), { recursive: true })
    await started.restart()
    await started.use('other/index.handler')
    expect(started.kept()).toHaveLength(2)
  })

  it('tells of changes outside of the function’s folder, until it is released', async () => {
    await using started = startBundles({
      'code/index.ts': `import { word } from '../shared/word'\nexport const handler = () => word`,
      'shared/word.ts': `export const word = 'hello'`,
      'shared/unused.ts': '',
    })
    const { release } = await started.use()
    const shared = (name: string) => join(started.root, 'shared', name)
    writeFileSync(shared('unused.ts'), 'export {}')
    writeFileSync(shared('new.ts'), `export const word = 'saved by another name'`)
    renameSync(shared('new.ts'), shared('word.ts'))
    await until('it has told', () => started.changes() === 1)
    release()
    const again = await started.use()
    writeFileSync(shared('word.ts'), `export const word = 'third'`)
    await until('it has told again', () => started.changes() === 2)
    again.release()
  })
})

it('replaces the environment of a function when an imported file outside of it changes', async () => {
  await using started = startExecutor()
  const { define, call, root } = started
  mkdirSync(join(root, 'shared'))
  const shared = join(root, 'shared/word.ts')
  writeFileSync(shared, `export const word: string = 'one'`)
  const source = `import { word } from '../../shared/word'\nexport const handler = async () => [word, process.pid]`
  const configuration = define({ 'index.ts': source }, inTypeScript)
  const [word, pid] = answerOf(await call(configuration)) as [string, number]
  expect(word).toBe('one')
  writeFileSync(shared, `export const word: string = 'two'`)
  await until('the old one is gone', () => !isRunning(pid))
  expect(answerOf(await call(configuration))).toEqual(['two', expect.any(Number)])
})

it('ends a busy environment after its invocation when an imported file outside of it changes', async () => {
  await using started = startExecutor()
  const { define, call, root } = started
  mkdirSync(join(root, 'shared'))
  const shared = join(root, 'shared/word.ts')
  writeFileSync(shared, `export const word: string = 'one'`)
  const source = `
    import { existsSync } from 'node:fs'
    import { word } from '../../shared/word'
    export const handler = async () => {
      while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 5))
      return word
    }`
  const configuration = define({ 'index.ts': source }, inTypeScript)
  const running = call(configuration)
  await until('it is busy', () => started.executor.describe().some(({ state }) => state === 'busy'))
  writeFileSync(shared, `export const word: string = 'two'`)
  // Past the watcher, which has nothing else to tell of.
  const second = startBundles(GREETING)
  await second.use()
  writeFileSync(join(root, 'functions/hello/go'), '')
  const first = answerOf(await running)
  await until('the next one is new', async () => answerOf(await call(configuration)) === 'two')
  expect(first).toBe('one')
  await second[Symbol.asyncDispose]()
})

describe.runIf(process.platform === 'linux')('the process of esbuild', () => {
  it('is not there before the first build, and goes when there has been none for a while', async () => {
    const timers = createManualTimers()
    const bundler = createBundler(timers)
    const build = () =>
      bundler.build({
        stdin: { contents: 'let a: number = 1', loader: 'ts' },
        outfile: '/nowhere.js',
      })
    expect(esbuildsOf(process.pid)).toEqual([])
    await build()
    const [first = 0] = esbuildsOf(process.pid)
    expect(isRunning(first)).toBe(true)
    timers.fire()
    await until('it is gone', () => esbuildsOf(process.pid).length === 0)
    expect(await build()).toHaveProperty('result')
    await bundler.stop()
    await until('the second is gone', () => esbuildsOf(process.pid).length === 0)
  })

  it('is replaced when it was killed', async () => {
    const bundler = createBundler(createManualTimers())
    const build = () =>
      bundler.build({ stdin: { contents: 'let a = 1', loader: 'ts' }, outfile: '/nowhere.js' })
    await build()
    for (const pid of esbuildsOf(process.pid)) process.kill(pid, 'SIGKILL')
    expect(await Promise.all([build(), build()])).toEqual([
      expect.objectContaining({ result: expect.anything() }),
      expect.objectContaining({ result: expect.anything() }),
    ])
    await bundler.stop()
  })

  it('goes with a server that was killed', async () => {
    const support = new URL('../../support/execution/start-executor.ts', import.meta.url).href
    const source = `
      import { startExecutor } from ${JSON.stringify(support)}
      const functions = startExecutor()
      await functions.call(functions.define({ 'index.ts': 'export const handler = async () => 1' }))
      setInterval(() => {}, 1_000)
      console.log(functions.root)`
    const server = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = await once(server.stdout, 'data')
    const [esbuild = 0] = esbuildsOf(server.pid ?? 0)
    expect(isRunning(esbuild)).toBe(true)
    server.kill('SIGKILL')
    await until('it is gone', () => !isRunning(esbuild))
    rmSync(String(output).trim(), { recursive: true })
  })
})

function esbuildsOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .filter((child) => child !== '' && nameOf(child) === 'esbuild')
    .map(Number)
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    // It has ended since.
    return ''
  }
}
