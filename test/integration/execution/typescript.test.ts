import { describe, expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

const inTypeScript = { runtime: 'nodejs24.x' } as const

describe('a handler in TypeScript', () => {
  it('runs with what it imports, however that is spelled', async () => {
    await using started = startExecutor()
    const { define, call } = started
    const configuration = define(
      {
        'index.ts': `
          import { greet } from './lib/greet'
          import { twice } from './lib/twice.js'
          import * as folder from './folder'
          type Event = { readonly name: string }
          export const handler = async (event: Event): Promise<string[]> =>
            [greet(event.name), twice('a'), folder.text]`,
        'lib/greet.ts': `export function greet(name: string): string { return 'hello ' + name }`,
        'lib/twice.ts': `export const twice = (text: string): string => text + text`,
        'folder/index.ts': `export const text: string = 'index'`,
      },
      inTypeScript,
    )
    expect(answerOf(await call(configuration, { name: 'you' }))).toEqual([
      'hello you',
      'aa',
      'index',
    ])
  })

  it('may be CommonJS, and use enums, namespaces and parameter properties', async () => {
    await using started = startExecutor()
    const { define, call } = started
    const configuration = define(
      {
        'index.ts': `
          enum Colour { Red, Green }
          namespace Words { export const all = ['a'] }
          class Box { constructor(readonly content: number) {} }
          const { join } = require('node:path')
          exports.handler = async (): Promise<unknown> =>
            [Colour[1], Words.all, new Box(7).content, join('a', 'b'), typeof __dirname]`,
      },
      inTypeScript,
    )
    expect(answerOf(await call(configuration))).toEqual(['Green', ['a'], 7, 'a/b', 'string'])
  })

  it.each([
    ['types alone', ''],
    ['an enum, which has to be compiled', 'enum E { A }\n'],
  ])('names its own lines in stack traces, with %s', async (_what, first) => {
    await using started = startExecutor()
    const { define, call } = started
    const source = `${first}interface Wide {\n  a: string\n  b: string\n}\n\nfunction fail(given: Wide): never {\n  throw new Error(given.a)\n}\nexport const handler = async () => fail({ a: 'no', b: '' })\n`
    const configuration = define({ 'index.ts': source }, inTypeScript)
    const line = source.split('\n').findIndex((text) => text.includes('throw')) + 1
    const { errorMessage, trace } = answerOf(await call(configuration)) as {
      errorMessage: string
      trace: string[]
    }
    expect(errorMessage).toBe('no')
    expect(trace[1]).toMatch(new RegExp(`index\\.ts:${line}:9\\)$`))
  })

  it('may have decorators, JSX and paths of a tsconfig.json, as esbuild knows them', async () => {
    await using started = startExecutor()
    const { define, call } = started
    const files = {
      'tsconfig.json': `{
        // As people write it.
        "extends": "./base",
        "compilerOptions": { "paths": { "@app/*": ["./lib/*"] } },
      }`,
      'base.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "element" } }',
      'index.tsx': `
        import { twice } from '@app/twice'
        const element = (name: string, _props: unknown, ...inside: string[]) => name + inside
        function doubled(method: () => number) { return () => twice(method()) }
        class A { @doubled run() { return 21 } }
        export const handler = async () => [new A().run(), <b>bold</b>]`,
      'lib/twice.ts': 'export const twice = (n: number): number => n * 2',
    }
    expect(answerOf(await call(define(files, inTypeScript)))).toEqual([42, 'bbold'])
  })

  it.each([
    ['a package of ES modules', { 'package.json': '{"type":"module"}' }, ''],
    ['a top-level await', {}, 'await Promise.resolve()\n'],
    ['a file that ends in .mts', { 'index.mts': '' }, ''],
  ])('becomes an ES module for %s, and finds what CommonJS has', async (_why, more, first) => {
    await using started = startExecutor()
    const { define, call } = started
    const name = 'index.mts' in more ? 'index.mts' : 'index.ts'
    const source = `${first}
      import { createRequire } from 'node:module'
      import old from './old.cjs'
      const own = createRequire(import.meta.url)
      export const handler = async () =>
        [typeof own, import.meta.filename === __filename, import.meta.dirname === __dirname, old]`
    const old = `module.exports = require('node:path').basename(__dirname)`
    const files = { ...more, [name]: source, 'old.cjs': old }
    const answer = answerOf(await call(define(files, inTypeScript)))
    expect(answer).toEqual(['function', true, true, 'hello'])
  })

  it('becomes an ES module when it asks for import.meta', async () => {
    await using started = startExecutor()
    const { define, call } = started
    const source = 'export const handler = async () => import.meta.dirname.split("/").at(-1)'
    expect(answerOf(await call(define({ 'index.ts': source }, inTypeScript)))).toBe('hello')
  })

  it('says where it is not right, with file, line and column', async () => {
    await using started = startExecutor()
    const { define, call, logged } = started
    const files = {
      'index.ts': `import { b } from './lib/b'\nexport const handler = async () => b`,
      'lib/b.ts': 'let a = 1\nexport const b: = 2',
    }
    const result = await call(define(files, inTypeScript))
    expect(result.error?.type).toBe('Runtime.UserCodeSyntaxError')
    expect(result.error?.message).toMatch(/^SyntaxError: Unexpected "=" \(\/.*lib\/b\.ts:2:17\)$/)
    const lines = (await logged()).map(({ message }) => message).join('\n')
    expect(lines).toContain('lib/b.ts:2:17')
  })

  it.each([
    [
      'a file',
      './gone',
      {},
      /^Error: Cannot find module '\.\/gone'\nRequire stack:\n- \/.*index\.ts:1:25$/,
    ],
    ['a package', 'gone', {}, /^Error: Cannot find module 'gone'\nRequire stack:\n- \/.*index\.ts/],
    [
      'a part of a package',
      '@gone/away/part',
      {},
      /^Error: Cannot find module '@gone\/away\/part'/,
    ],
    [
      'a package, of an ES module',
      'gone',
      { 'package.json': '{"type":"module"}' },
      /^Error: Cannot find module 'gone'\nRequire stack:\n- \/.*index\.ts:1:25$/,
    ],
  ])('says that it imports %s that is not there', async (_what, name, more, message) => {
    await using started = startExecutor()
    const { define, call } = started
    const source = `import { nothing } from '${name}'\nexport const handler = async () => nothing`
    const result = await call(define({ 'index.ts': source, ...more }, inTypeScript))
    expect(result.error?.type).toBe('Runtime.ImportModuleError')
    expect(result.error?.message).toMatch(message)
  })

  it('does not mind types that are wrong', async () => {
    await using started = startExecutor()
    const { define, call } = started
    const source =
      'export const handler = async (): Promise<string> => { const n: Nothing = 1; return n }'
    expect(answerOf(await call(define({ 'index.ts': source }, inTypeScript)))).toBe(1)
  })

  it('gives way to JavaScript of its name', async () => {
    await using started = startExecutor()
    const { define, call } = started
    const files = {
      'index.js': 'exports.handler = async () => "js"',
      'index.ts': 'export const handler = async () => "ts"',
    }
    expect(answerOf(await call(define(files, inTypeScript)))).toBe('js')
  })
})
