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

  it.each([
    [
      'is no TypeScript',
      'let a = 1\nconst b: = 2\nexport const handler = async () => b',
      /index\.ts:2\)$/,
    ],
    [
      'has decorators',
      'export class A {\n  @log() run() {}\n}\nexport const handler = 1',
      /index\.ts:2\)$/,
    ],
  ])('that %s says so with file and line', async (_what, source, place) => {
    await using started = startExecutor()
    const { define, call, logged } = started
    const result = await call(define({ 'index.ts': source }, inTypeScript))
    expect(result.error?.type).toBe('Runtime.UserCodeSyntaxError')
    expect(result.error?.message).toMatch(place)
    const lines = (await logged()).map(({ message }) => message).join('\n')
    expect(lines).toContain('index.ts:2')
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
