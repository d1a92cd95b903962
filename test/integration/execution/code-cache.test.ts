import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Unavailable } from '../../../src/domain/faults.ts'
import { createCodeCache } from '../../../src/execution/code/code-cache.ts'
import { type CraftedEntry, craftZip } from '../../support/execution/craft-zip.ts'
import { createInMemoryBlobStore } from '../../support/execution/in-memory-blob-store.ts'

let directory: string
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'busbar-test-')), 'code')
})
afterEach(() => rmSync(join(directory, '..'), { recursive: true }))

async function cacheWith(entries: readonly CraftedEntry[]) {
  const blobs = createInMemoryBlobStore()
  const sha256 = await blobs.put(craftZip(entries))
  return { code: createCodeCache({ blobs, directory }), sha256, blobs }
}

it('unpacks files, directories, links and modes', async () => {
  const { code, sha256 } = await cacheWith([
    { name: 'empty/', mode: 0o040755 },
    { name: 'bin/run', content: '#!/bin/sh', mode: 0o100755 },
    { name: 'secret', content: 's', mode: 0o100000 },
    { name: 'large', content: 'x'.repeat(2_000_000) },
    { name: 'links/run', content: '../bin/run', mode: 0o120777 },
  ])
  const { root } = await code.use(sha256)
  expect(root).toBe(join(directory, sha256))
  expect(lstatSync(join(root, 'empty')).isDirectory()).toBe(true)
  expect(statSync(join(root, 'bin/run')).mode & 0o111).toBe(0o111)
  expect(statSync(join(root, 'large')).mode & 0o111).toBe(0)
  expect(statSync(join(root, 'large')).size).toBe(2_000_000)
  // Unreadable files help nobody.
  expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('s')
  expect(readlinkSync(join(root, 'links/run'))).toBe('../bin/run')
  expect(readFileSync(join(root, 'links/run'), 'utf8')).toBe('#!/bin/sh')
})

it('unpacks once, also for many at the same time', async () => {
  const { code, sha256, blobs } = await cacheWith([{ name: 'a', content: '1' }])
  const all = await Promise.all([1, 2, 3].map(() => code.use(sha256)))
  expect(new Set(all.map(({ root }) => root)).size).toBe(1)
  await blobs.sweep(() => false)
  expect((await code.use(sha256)).root).toBe(all[0]?.root)
})

it('starts anew after an unpacking that was cut off', async () => {
  const { code, sha256 } = await cacheWith([{ name: 'a', content: '1' }])
  const other = createCodeCache({ blobs: createInMemoryBlobStore(), directory })
  await expect(other.use('0'.repeat(64))).rejects.toThrow(Unavailable)
  writeFileSync(join(directory, `${sha256}.unfinished`), 'half')
  const { root } = await code.use(sha256)
  expect(readdirSync(root)).toEqual(['a'])
  expect(existsSync(`${root}.unfinished`)).toBe(false)
})

it('unpacks again what another start of the machine has left', async () => {
  const { code, sha256, blobs } = await cacheWith([{ name: 'a', content: '1' }])
  const { root } = await code.use(sha256)
  writeFileSync(join(root, 'a'), '')
  writeFileSync(join(directory, 'boot-id'), 'another boot')
  const next = createCodeCache({ blobs, directory })
  await next.use(sha256)
  expect(readFileSync(join(root, 'a'), 'utf8')).toBe('1')
})

it('sweeps what is neither live nor in use', async () => {
  const { code, sha256, blobs } = await cacheWith([{ name: 'a', content: '1' }])
  const live = await blobs.put(craftZip([{ name: 'b' }]))
  const used = await code.use(sha256)
  const other = await code.use(live)
  other.release()
  expect(await code.sweep((one) => one === live)).toBe(0)
  used.release()
  used.release()
  expect(await code.sweep((one) => one === live)).toBe(1)
  expect(existsSync(used.root)).toBe(false)
  expect(existsSync(other.root)).toBe(true)
  // It can come back.
  expect(existsSync((await code.use(sha256)).root)).toBe(true)
})
