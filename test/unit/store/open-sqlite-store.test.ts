import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../../src/platform/logger.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import { StoreUnavailable } from '../../../src/store/sqlite/store-unavailable.ts'

const logger = createLogger('silent')
const openStoreFile = fileURLToPath(
  new URL('../../../src/store/sqlite/open-sqlite-store.ts', import.meta.url),
)

let root: string
let directory: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  directory = join(root, 'data')
})
afterEach(() => rmSync(root, { recursive: true }))

const open = (path = directory) =>
  openSqliteStore({
    directory: path,
    logger,
    onFatal(error) {
      throw error
    },
  })
const openAndStop = async () => (await open()).stop()

async function refusal(path = directory): Promise<string> {
  const error = await open(path).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreUnavailable)
  return error instanceof Error ? error.message : ''
}

describe('opening the data directory', () => {
  it('creates it, and leaves two databases when it stops', async () => {
    await openAndStop()
    expect(readdirSync(directory).toSorted()).toEqual(['busbar.db', 'lock.db', 'logs.db'])
  })

  it('refuses what is in use, and takes it once it is free', async () => {
    const first = await open()
    expect(readFileSync(join(directory, 'lock.pid'), 'utf8')).toBe(`${process.pid}\n`)
    expect(await refusal()).toBe(
      `The data directory ${directory} is used by another busbar (pid ${process.pid}).`,
    )
    await first.stop()
    await openAndStop()
  })

  it('refuses a path that is no directory', async () => {
    writeFileSync(directory, '')
    expect(await refusal()).toBe(`The data directory ${directory} cannot be written (EEXIST).`)
    expect(await refusal(join(directory, 'below'))).toContain('cannot be written (ENOTDIR).')
  })

  it.each(['busbar.db', 'logs.db'])('refuses %s when it is not a database', async (file) => {
    await openAndStop()
    writeFileSync(join(directory, file), 'x'.repeat(5_000))
    expect(await refusal()).toBe(`The file ${join(directory, file)} is not a database of busbar.`)
    // Nothing is held by the attempt that failed.
    rmSync(join(directory, file))
    await openAndStop()
  })

  it('refuses a database that was cut off', async () => {
    await openAndStop()
    truncateSync(join(directory, 'busbar.db'), 3 * 4096)
    expect(await refusal()).toMatch(
      /^The database .*busbar.db is damaged \(.*\); restore it from a backup.$/,
    )
  })

  it('refuses a database that a newer busbar has written', async () => {
    await openAndStop()
    const db = new Database(join(directory, 'busbar.db'))
    db.exec("insert into migrations values (999999, 'from_the_future', 'x')")
    db.close()
    expect(await refusal()).toContain('a newer version has written it.')
  })

  it('keeps the data when it is opened again', async () => {
    const first = await open()
    const sha256 = await first.blobs.put(Buffer.from('code'))
    await first.stop()
    const second = await open()
    expect(await second.blobs.get(sha256)).toHaveLength(4)
    await second.stop()
  })

  it('refuses to hand out code that was damaged on the disk', async () => {
    const store = await open()
    const sha256 = await store.blobs.put(Buffer.from('code'))
    const db = new Database(join(directory, 'busbar.db'))
    db.prepare('update blobs set bytes = ?').run(Buffer.from('evil'))
    db.close()
    await expect(store.blobs.get(sha256)).rejects.toThrow(`The stored code ${sha256} is damaged.`)
    await store.stop()
  })
})

describe('a store in memory', () => {
  const left = () => readdirSync(root).filter((name) => name.startsWith('busbar-'))
  const run = (program: string) => {
    const script = `
      import { openSqliteStore } from ${JSON.stringify(openStoreFile)}
      const store = await openSqliteStore({ directory: ':memory:', logger: {}, onFatal() {} })
      ${program}`
    const args = ['--input-type=module', '--eval', script]
    return spawnSync(process.execPath, args, { env: { ...process.env, TMPDIR: root } })
  }

  it.each([
    ['it stops', 'await store.stop()', 0],
    ['the process exits', 'process.exit(3)', 3],
    ['the process crashes', "throw new Error('a crash')", 1],
  ])('leaves nothing behind when %s', (_when, program, status) => {
    expect(run(program).status).toBe(status)
    expect(left()).toEqual([])
  })

  it('is empty each time, and may exist twice', async () => {
    const [a, b] = [await open(':memory:'), await open(':memory:')]
    const sha256 = await a.blobs.put(Buffer.from('code'))
    expect(await b.blobs.get(sha256)).toBeUndefined()
    await Promise.all([a.stop(), b.stop()])
    expect(existsSync(directory)).toBe(false)
  })
})
