import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkArchitecture } from '../../../scripts/architecture/check-architecture.ts'
import { findAmbientUses } from '../../../scripts/architecture/find-ambient-uses.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'busbar-house-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function build(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

const ROOMS = {
  'src/domain/rule.ts': 'export type Rule = { name: string }',
  'src/platform/clock.ts': 'export type Clock = { now(): number }',
  'src/store/config-store.ts': 'export type ConfigStore = { get(): void }',
  'src/store/sqlite/sqlite-store.ts': 'export const sqlite = 1',
  'src/execution/executor.ts': 'export type Executor = { invoke(): void }',
  'src/execution/pool.ts': 'export const pool = 1',
  'src/ingest/ingest.ts': 'export type Ingest = { accept(): void }',
  'src/delivery/dispatcher.ts': 'export const dispatcher = 1',
  'src/operations/operation.ts': 'export type Operation = { name: string }',
  'src/protocol/aws-json.ts': 'export const awsJson = 1',
  'src/http/server.ts': 'export const server = 1',
  'src/app.ts': "export { sqlite } from './store/sqlite/sqlite-store.ts'",
}

describe('the rules about who may know whom', () => {
  it('pass a house in which every room keeps to its own', async () => {
    build(ROOMS)
    build({
      'src/delivery/retry.ts': `
        import type { Rule } from '../domain/rule.ts'
        import type { ConfigStore } from '../store/config-store.ts'
        import type { Executor } from '../execution/executor.ts'
        export type Retry = [Rule, ConfigStore, Executor]`,
    })

    expect(await checkArchitecture(root)).toEqual({ modules: 13, problems: [] })
  })

  it.each([
    ['domain', 'platform/clock.ts', 'domain-knows-only-its-own'],
    ['platform', 'store/config-store.ts', 'platform-knows-only-its-own'],
    ['store', 'execution/executor.ts', 'store-knows-only-its-own'],
    ['store', 'store/sqlite/sqlite-store.ts', 'store-ports-know-no-engine'],
    ['execution', 'delivery/dispatcher.ts', 'execution-knows-only-its-own'],
    ['ingest', 'delivery/dispatcher.ts', 'ingest-knows-only-its-own'],
    ['delivery', 'execution/pool.ts', 'delivery-knows-only-its-own'],
    ['operations', 'protocol/aws-json.ts', 'operations-knows-only-its-own'],
    ['operations', 'store/sqlite/sqlite-store.ts', 'only-app-picks-an-engine'],
    ['protocol', 'platform/clock.ts', 'protocol-knows-only-its-own'],
    ['http', 'store/config-store.ts', 'http-knows-only-its-own'],
    ['admin', 'http/server.ts', 'admin-knows-only-its-own'],
    ['console', 'store/config-store.ts', 'console-knows-only-its-own'],
    ['elsewhere', 'domain/rule.ts', 'everything-is-in-a-room'],
  ])('find a file of %s that imports a type or value of %s', async (room, target, rule) => {
    build(ROOMS)
    build({ [`src/${room}/planted.ts`]: `import type {} from '../${target}'\nexport const x = 1` })

    const { problems } = await checkArchitecture(root)
    expect(problems).toContain(`${rule}: src/${room}/planted.ts → src/${target}`)
  })

  it('find a domain file that does I/O or takes an impure package', async () => {
    build({
      'src/domain/planted.ts': `import { readFileSync } from 'node:fs'
        import winston from 'winston'
        export const x = [readFileSync, winston]`,
    })

    const { problems } = await checkArchitecture(root)
    expect(problems).toContain('domain-does-no-io: src/domain/planted.ts → fs')
    expect(problems.filter((problem) => problem.includes('winston'))).not.toEqual([])
  })

  it('find a package at run time that only development installs', async () => {
    build({
      'package.json': '{"devDependencies": {"planted": "1.0.0"}}',
      'node_modules/planted/package.json': '{"name": "planted", "main": "index.js"}',
      'node_modules/planted/index.js': 'exports.x = 1',
      'src/app.ts': "export { x } from 'planted'",
    })

    const { problems } = await checkArchitecture(root)
    expect(problems).toEqual([
      'no-development-package-at-run-time: src/app.ts → node_modules/planted/index.js',
    ])
  })

  it('find two files that import each other', async () => {
    build({
      'src/domain/a.ts': "export { b } from './b.ts'\nexport const a = 1",
      'src/domain/b.ts': "export { a } from './a.ts'\nexport const b = 1",
    })

    const { problems } = await checkArchitecture(root)
    expect(problems).toContain('no-cycles: src/domain/a.ts → src/domain/b.ts')
  })

  it('fail a house in which nothing is found', async () => {
    build({ 'src/readme.txt': 'empty' })

    const { problems } = await checkArchitecture(root)
    expect(problems).toEqual([`no source files under ${join(root, 'src')}`])
  })
})

describe('the rule about time and chance', () => {
  it.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['new Date', 'new Date()'],
    ['Math.random()', 'Math.random'],
    ["import { randomUUID } from 'node:crypto'", 'randomUUID'],
    ["import { randomUUID as id } from 'node:crypto'", 'randomUUID'],
    ['crypto.randomUUID()', 'randomUUID'],
    ['setTimeout(go, 5)', 'setTimeout()'],
    ['setInterval(go, 5)', 'setInterval()'],
    ["import { setTimeout as sleep } from 'node:timers/promises'", 'node:timers/promises'],
    ['process.env.HOME', 'process.env'],
    ["process.env['HOME']", 'process.env'],
    ["console.log('x')", 'console.log'],
  ])('finds %s', (code, what) => {
    expect(findAmbientUses('src/domain/x.ts', `// a line\n${code}\n`)).toEqual([
      { file: 'src/domain/x.ts', line: 2, what },
    ])
  })

  it.each([
    ['a comment', '// Date.now() would break this\n'],
    ['a string', "const text = 'console.log(1)'"],
    ['formatting a given time', 'new Date(millis).toISOString()'],
    ['a method of that name', 'clock.setTimeout(go)'],
  ])('lets %s pass', (_what, code) => {
    expect(findAmbientUses('src/domain/x.ts', code)).toEqual([])
  })

  it.each([
    'src/platform/system-clock.ts',
    'src/config.ts',
    'src/main.ts',
    'src/execution/bootstrap/node.mjs',
  ])('lets %s do all of it', (file) => {
    expect(findAmbientUses(file, 'setTimeout(() => console.log(Date.now(), process.env))')).toEqual(
      [],
    )
  })
})
