import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

const PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const inTypeScript = { runtime: 'nodejs24.x' } as const

type Started = ReturnType<typeof startExecutor>

/** Makes packages of this repository those of the function `hello`. */
function install({ root }: Started, ...names: string[]): void {
  for (const name of names) {
    const path = join(root, 'functions/hello/node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(join(PACKAGES, name), path)
  }
}

it.each(['commonjs', 'module'])(
  'uses middy and the AWS SDK in a package of type %s',
  async (type) => {
    await using started = startExecutor()
    const { define, call } = started
    install(started, '@middy/core', '@aws-sdk/client-eventbridge')
    const source = `
    import middy from '@middy/core'
    import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
    const client = new EventBridgeClient({})
    export const handler = middy()
      .after((request) => { request.response += ' and after' })
      .handler(async (event: { name: string }) => event.name + ' in ' + (await client.config.region()))`
    const files = { 'index.ts': source, 'package.json': JSON.stringify({ type }) }
    const answer = answerOf(await call(define(files, inTypeScript), { name: 'you' }))
    expect(answer).toBe('you in eu-west-1 and after')
  },
)

it.each(['commonjs', 'module'])(
  'loads machine code from where it is, in a package of type %s',
  async (type) => {
    await using started = startExecutor()
    const { define, call } = started
    install(started, 'better-sqlite3')
    const source = `
    import Database from 'better-sqlite3'
    export const handler = async () => new Database(':memory:').prepare('SELECT 6 * 7').pluck().get()`
    const files = { 'index.ts': source, 'package.json': JSON.stringify({ type }) }
    expect(answerOf(await call(define(files, inTypeScript)))).toBe(42)
  },
)

it.each(['commonjs', 'module'])(
  'loads machine code that is a package of its own, as napi-rs makes them, in one of type %s',
  async (type) => {
    await using started = startExecutor()
    const { define, call } = started
    install(started, 'better-sqlite3')
    const addon = join(
      PACKAGES,
      'better-sqlite3/prebuilds',
      `${process.platform}-${process.arch}.node`,
    )
    const source = `
    import { Database } from 'outer'
    export const handler = async () => typeof Database`
    const files = {
      'index.ts': source,
      'package.json': JSON.stringify({ type }),
      'node_modules/outer/package.json': '{"name":"outer","main":"index.js"}',
      'node_modules/outer/index.js': `
        let found
        try { found = require('@outer/of-another-machine') } catch { found = require('@outer/of-this-machine') }
        module.exports.Database = found.Database`,
      'node_modules/@outer/of-this-machine/package.json':
        '{"name":"@outer/of-this-machine","main":"outer.node"}',
    }
    const defined = define(files, inTypeScript)
    cpSync(
      addon,
      join(started.root, 'functions/hello/node_modules/@outer/of-this-machine/outer.node'),
    )
    expect(answerOf(await call(defined))).toBe('function')
  },
)

it('loads machine code that a package finds among those for other machines', async () => {
  await using started = startExecutor()
  const { define, call } = started
  const addon = join(
    PACKAGES,
    'better-sqlite3/prebuilds',
    `${process.platform}-${process.arch}.node`,
  )
  const folder = join(started.root, 'functions/hello/node_modules/outer')
  const files = {
    'index.ts': `import outer from 'outer'\nexport const handler = async () => typeof outer.Database`,
    'node_modules/outer/package.json': '{"name":"outer","main":"index.js"}',
    'node_modules/outer/index.js': `
      module.exports = require(require('node:path').join(__dirname, 'prebuilds', process.platform + '.node'))`,
  }
  const defined = define(files, inTypeScript)
  cpSync(addon, join(folder, 'prebuilds', `${process.platform}.node`))
  expect(answerOf(await call(defined))).toBe('function')
})

it.each([
  ['commonjs', ''],
  ['module', ''],
  ['commonjs', 'await 1'],
])('names a package that is not there, in one of type %s, %s', async (type, more) => {
  await using started = startExecutor()
  const { define, call } = started
  const source = `import Database from 'not-there'\n${more}\nexport const handler = async () => new Database()`
  const files = { 'index.ts': source, 'package.json': JSON.stringify({ type }) }
  expect(answerOf(await call(define(files, inTypeScript)))).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringMatching(
      /^Error: Cannot find module 'not-there'\n.*\n- .*index\.ts/,
    ),
  })
})

it('loads machine code that only another package can find', async () => {
  await using started = startExecutor()
  const { define, call, root } = started
  const files = {
    'index.ts': `import { answer } from 'outer'\nexport const handler = async () => answer`,
    'node_modules/outer/package.json': '{"name":"outer","main":"index.js","type":"module"}',
    'node_modules/outer/index.js': `import Database from 'better-sqlite3'
      export const answer = new Database(':memory:').prepare('SELECT 6 * 7').pluck().get()`,
  }
  const configuration = define(files, inTypeScript)
  const inner = join(root, 'functions/hello/node_modules/outer/node_modules')
  mkdirSync(inner)
  symlinkSync(join(PACKAGES, 'better-sqlite3'), join(inner, 'better-sqlite3'))
  expect(answerOf(await call(configuration))).toBe(42)
})

it('bundles a package in TypeScript that is a neighbour in a workspace', async () => {
  await using started = startExecutor()
  const { define, call, root } = started
  const shared = join(root, 'workspace/shared')
  mkdirSync(shared, { recursive: true })
  const configuration = define(
    {
      'index.ts': `import { hi } from '@work/shared'\nexport const handler = async () => hi('you')`,
    },
    inTypeScript,
  )
  writeFileSync(join(shared, 'package.json'), '{"name":"@work/shared","main":"index.ts"}')
  writeFileSync(
    join(shared, 'index.ts'),
    "export const hi = (name: string): string => 'hi ' + name",
  )
  mkdirSync(join(root, 'functions/hello/node_modules/@work'), { recursive: true })
  symlinkSync(shared, join(root, 'functions/hello/node_modules/@work/shared'))
  expect(answerOf(await call(configuration))).toBe('hi you')
})

it('finds a package of a layer when it runs', async () => {
  await using started = startExecutor()
  const { define, call, root } = started
  const layer = join(root, 'layer')
  const inside = join(layer, 'nodejs/node_modules/layered')
  mkdirSync(inside, { recursive: true })
  writeFileSync(join(inside, 'index.js'), 'exports.from = "a layer"')
  const configuration = define(
    { 'index.ts': `import { from } from 'layered'\nexport const handler = async () => from` },
    {
      ...inTypeScript,
      layers: [
        {
          arn: 'arn:aws:lambda:eu-west-1:111122223333:layer:l:1',
          code: { kind: 'directory', path: layer },
        },
      ],
    },
  )
  expect(answerOf(await call(configuration))).toBe('a layer')
})
