import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../../src/domain/faults.ts'
import { inspectZip } from '../../../src/execution/code/inspect-zip.ts'
import { type CraftedEntry, craftZip } from '../../support/execution/craft-zip.ts'

const COULD_NOT_UNZIP =
  'Could not unzip uploaded file. Please check your file, then try to upload again.'
const LINK = 0o120777

const ok: CraftedEntry = { name: 'index.mjs', content: 'export {}' }
const link = (name: string, content: string): CraftedEntry => ({ name, content, mode: LINK })

/** Bytes that do not compress, the same ones each time. */
function noise(length: number): Uint8Array {
  let state = 1
  return Buffer.alloc(length).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

describe('an archive that is fine', () => {
  it.each<[string, Uint8Array]>([
    ['one file', craftZip([ok])],
    ['made by a tool', zipSync({ 'a/b.js': strToU8('1'), 'c.bin': noise(3_000_000) })],
    ['stored without compression', zipSync({ 'a.js': [strToU8('x'.repeat(5_000)), { level: 0 }] })],
    ['a directory entry', craftZip([{ name: 'lib/', mode: 0o040755 }, { name: 'lib/a.js' }])],
    ['names that start with ./', craftZip([{ name: './' }, { name: './index.js', content: '1' }])],
    ['an empty file', craftZip([{ name: 'empty' }])],
    ['a link beside', craftZip([ok, link('bin', 'index.mjs')])],
    ['a link up and down', craftZip([ok, link('a/b/bin', '../../index.mjs')])],
    ['a link through a link', craftZip([link('x/y', '..'), link('a', 'x/y/b')])],
    ['a link to nothing', craftZip([link('a', 'nowhere/at/all')])],
    [
      'a small file that compresses well',
      craftZip([{ name: 'a', content: 'x'.repeat(2_000_000) }]),
    ],
  ])('passes: %s', async (_what, bytes) => {
    await expect(inspectZip(bytes)).resolves.toBeUndefined()
  })
})

describe('an archive that is not', () => {
  const deep = `${'a/'.repeat(600)}x`
  it.each<[string, Uint8Array]>([
    ['no zip at all', strToU8('this is no zip')],
    ['nothing', new Uint8Array()],
    ['cut off', craftZip([ok, { name: 'b', content: noise(500) }]).subarray(0, 300)],
    ['a name out of the root', craftZip([{ name: '../evil.js' }])],
    ['a name that climbs later', craftZip([{ name: 'a/../../evil.js' }])],
    ['a name that climbs with backslashes', craftZip([{ name: '..\\evil.js' }])],
    ['an absolute name', craftZip([{ name: '/etc/cron.d/evil' }])],
    ['a drive', craftZip([{ name: 'C:/evil.js' }])],
    ['a NUL in a name', craftZip([{ name: 'a\0b' }])],
    ['no name', craftZip([{ name: '' }])],
    ['a very long name', craftZip([{ name: deep }])],
    ['a link out of the root', craftZip([link('a', '../outside')])],
    ['a link that climbs twice', craftZip([link('a/b', '../../outside')])],
    ['an absolute link', craftZip([link('a', '/etc/passwd')])],
    ['a link that climbs after going down', craftZip([link('a', 'b/../../outside')])],
    ['a link that climbs through a link', craftZip([link('x/y', '..'), link('a', 'x/y/..')])],
    ['a file below a link', craftZip([link('a', 'b'), { name: 'a/evil.js' }])],
    ['an endless link', craftZip([link('a', 'x/'.repeat(2_000))])],
    ['a device', craftZip([{ name: 'null', mode: 0o020666 }])],
    ['a named pipe', craftZip([{ name: 'pipe', mode: 0o010666 }])],
    ['the same name twice', craftZip([ok, ok])],
    ['the same name written differently', craftZip([ok, { name: './index.mjs' }])],
    ['names that differ in case', craftZip([{ name: 'a.js' }, { name: 'A.js' }])],
    ['a file used as a directory', craftZip([{ name: 'a' }, { name: 'a/b' }])],
    ['an encrypted entry', craftZip([{ ...ok, flags: 0x801 }])],
    ['an unknown compression', craftZip([{ ...ok, method: 12 }])],
    ['a wrong checksum', craftZip([{ ...ok, crc: 1 }])],
    [
      'a wrong checksum of a large file',
      craftZip([{ name: 'a', content: noise(2_000_000), crc: 1 }]),
    ],
    ['a size that is too small', craftZip([{ ...ok, size: 3 }])],
    ['a size that is too large', craftZip([{ ...ok, size: 300 }])],
    [
      'a large size that lies',
      craftZip([{ name: 'a', content: noise(3_000_000), size: 2_000_000 }]),
    ],
    [
      'entries that share their bytes',
      craftZip([
        { name: 'a', content: 'x' },
        { name: 'b', content: 'x', sharesBytesOf: 0 },
      ]),
    ],
    ['a ratio that no code has', craftZip([{ name: 'a', content: Buffer.alloc(20_000_000) }])],
    ['too many entries', craftZip(Array.from({ length: 20_001 }, (_, n) => ({ name: `f${n}` })))],
  ])('is refused: %s', async (_what, bytes) => {
    const inspected = inspectZip(bytes)
    await expect(inspected).rejects.toThrow(InvalidInput)
    await expect(inspected).rejects.toThrow(COULD_NOT_UNZIP)
  })

  it('is refused in other words when it is too large unpacked, whether that is true or not', async () => {
    const claims = craftZip([{ ...ok, size: 262_144_001 }])
    await expect(inspectZip(claims)).rejects.toThrow(
      'Unzipped size must be smaller than 262144000 bytes',
    )
  })
})

it('needs little memory for a large file', async () => {
  const block = noise(1_000_000)
  const zip = craftZip([{ name: 'large', content: Buffer.concat(Array(80).fill(block)) }])
  const before = process.memoryUsage().arrayBuffers
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
  }, 2)
  await inspectZip(zip)
  clearInterval(timer)
  expect(peak).toBeLessThan(64 * 1_024 * 1_024)
})
