import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { createFunction } from '../support/functions.ts'
import { clientOf, postInvoke } from '../support/process-client.ts'
import {
  cleanEnvironment,
  endLeftovers,
  ROOT,
  runToEnd,
  startServer,
  temporaryDirectory,
  watch,
  within,
} from '../support/process-server.ts'

afterAll(endLeftovers)

/** All that a refused start says: one line for the person, nothing of the inside. */
async function refusal(data: string, env: Readonly<Record<string, string>> = {}) {
  const { code, signal, stderr } = await runToEnd({ data, env })
  expect(signal).toBe(null)
  expect(stderr).toMatch(/^[^\n]+\n$/)
  expect(stderr).not.toMatch(/ {4}at |node:internal|\.ts:\d/)
  return { code, line: stderr.trimEnd() }
}

it('says that its port is in use, and how to take another', async () => {
  await using directory = await temporaryDirectory()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  expect(await refusal(`${directory.path}/data`, { BUSBAR_PORT: port })).toEqual({
    code: 1,
    line: `Port ${port} of 127.0.0.1 is in use; BUSBAR_PORT sets another.`,
  })
  other.close()
})

it('says that an address is not one of this machine', async () => {
  await using directory = await temporaryDirectory()
  expect(await refusal(`${directory.path}/data`, { BUSBAR_HOST: '192.0.2.1' })).toEqual({
    code: 1,
    line: 'busbar cannot listen on 192.0.2.1:0 (EADDRNOTAVAIL).',
  })
})

it.each([
  ['a file', (path: string) => path, 'EEXIST'],
  ['below a file', (path: string) => join(path, 'data'), 'ENOTDIR'],
])('says that a data directory which is %s cannot be written', async (_what, dataOf, reason) => {
  await using directory = await temporaryDirectory()
  const file = join(directory.path, 'file')
  writeFileSync(file, 'mine')
  const data = dataOf(file)
  expect(await refusal(data)).toEqual({
    code: 1,
    line: `The data directory ${data} cannot be written (${reason}).`,
  })
})

it('says which other busbar uses the data directory, and leaves that one alone', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using first = await startServer({ data })
  using client = clientOf(first.url)
  await createFunction(client.lambda, 'alive', 'export const handler = async () => "alive"')
  expect(await refusal(data)).toEqual({
    code: 1,
    line: `The data directory ${data} is used by another busbar (pid ${first.pid}).`,
  })
  const answer = await postInvoke(first.url, 'alive', 'RequestResponse', {})
  expect(await answer.json()).toBe('alive')
})

it.each([
  [{ BUSBAR_PROT: '1' }, 'BUSBAR_PROT is not a setting of busbar. Did you mean BUSBAR_PORT?'],
  [
    { BUSBAR_PORT: '66000' },
    'BUSBAR_PORT is "66000", but it takes 0 to 65535; 0 takes any free port.',
  ],
  [{ BUSBAR_CLOCK: 'sundial' }, 'BUSBAR_CLOCK is "sundial", but it takes `system` or `manual`.'],
])('refuses the settings %o', async (env, line) => {
  await using directory = await temporaryDirectory()
  expect(await refusal(`${directory.path}/data`, env)).toEqual({ code: 2, line })
})

it.each([
  ['busbar.db', (path: string) => `The file ${path}/busbar.db is not a database of busbar.`],
  ['logs.db', (path: string) => `The file ${path}/logs.db is not a database of busbar.`],
  [
    'lock.db',
    (path: string) => `The data directory ${path} cannot be locked (file is not a database).`,
  ],
])('refuses a %s that is none of its own', async (file, textOf) => {
  await using directory = await temporaryDirectory()
  const data = join(directory.path, 'data')
  mkdirSync(data)
  writeFileSync(join(data, file), 'garbage '.repeat(1_000))
  expect(await refusal(data)).toEqual({ code: 1, line: textOf(data) })
})

it('refuses a database whose pages are damaged', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using server = await startServer({ data })
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
  const file = join(data, 'busbar.db')
  damage(file)
  const { code, line } = await refusal(data)
  expect(code).toBe(1)
  expect(line).toMatch(`The database ${file} is damaged`)
})

it('refuses a database to which another migration was applied than is here', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using server = await startServer({ data })
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
  const file = join(data, 'busbar.db')
  const db = new Database(file)
  db.exec(`update migrations set checksum = 'of another file' where number = 2`)
  db.close()
  expect(await refusal(data)).toEqual({
    code: 1,
    line: `The migration 2 (event_buses) was edited after it had been applied to ${file}.`,
  })
})

it('refuses a database of a later busbar', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using server = await startServer({ data })
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
  const db = new Database(join(data, 'busbar.db'))
  db.exec(`insert into migrations values (900, 'of_tomorrow', 'x')`)
  db.close()
  const { code, line } = await refusal(data)
  expect(code).toBe(1)
  expect(line).toContain('a newer version has written it')
})

const oldNode = findOldNode()

it.skipIf(oldNode === undefined)('does not start on a Node.js that is too old for it', async () => {
  await using directory = await temporaryDirectory()
  const env = { ...cleanEnvironment(), BUSBAR_DATA: `${directory.path}/data`, BUSBAR_PORT: '0' }
  const child = spawn(oldNode ?? '', [join(ROOT, 'src', 'main.ts')], { env })
  const { code } = await within(20_000, watch(child).exited, 'it ends')
  expect(code).toBe(1)
})

/** The machine's own Node.js, when it is one that busbar does not run on. */
function findOldNode(): string | undefined {
  const path = '/usr/bin/node'
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const major = Number(/^v(\d+)\./.exec(stdout ?? '')?.[1])
  return major < 22 ? path : undefined
}

/** Overwrites all but the first page, which says what kind of file it is. */
function damage(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill('garbage ', PAGE)
  writeFileSync(file, bytes)
}

const PAGE = 4_096
