import { posix } from 'node:path'
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import yauzl from 'yauzl'

const MAX_ENTRIES = 20_000
const LONGEST_NAME_BYTES = 1_024
/** Entries up to this size are inflated in one step; a stream for each costs more than its content. */
const SMALL_BYTES = 1_024 * 1_024
const LOCAL_HEADER_SIGNATURE = 0x04034b50
const LOCAL_HEADER_BYTES = 30

const STORED = 0
const DEFLATED = 8

/** Bits of the Unix file type, in the upper half of an entry's external attributes. */
const FILE_TYPE = 0o170000
const TYPES = new Map<number, ZipEntry['kind']>([
  [0, 'file'],
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
])

export type ZipEntry = {
  /** Relative and normalised; no trailing slash. */
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link'
  /** Permission bits; 0 when the archive has none. */
  readonly mode: number
  readonly size: number
  /** Where the entry lies in the archive, its local header included. */
  readonly start: number
  readonly end: number
  /** The bytes, checked against the size and the checksum that the archive claims. */
  content(): AsyncIterable<Buffer>
}

/** An archive that does not keep to the format, or that no honest tool would have made. */
export class BadZip extends Error {}

/** Reads the list of entries; nothing is unpacked yet. @throws BadZip, or yauzl's errors. */
export async function readZip(bytes: Uint8Array): Promise<readonly ZipEntry[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const zip = await yauzl.fromBufferPromise(buffer)
  if (zip.entryCount > MAX_ENTRIES) throw new BadZip('too many entries')
  const entries: ZipEntry[] = []
  for await (const entry of zip.eachEntry()) entries.push(toZipEntry(buffer, zip, entry))
  return entries.filter((entry) => entry.name !== '.')
}

function toZipEntry(buffer: Buffer, zip: yauzl.ZipFile, entry: yauzl.Entry): ZipEntry {
  const start = entry.relativeOffsetOfLocalHeader
  const dataStart = startOfData(buffer, start)
  const end = dataStart + entry.compressedSize
  if (entry.isEncrypted()) throw new BadZip('encrypted')
  if (end > buffer.length) throw new BadZip('truncated')
  const compressed = buffer.subarray(dataStart, end)
  return {
    name: nameOf(entry),
    kind: kindOf(entry),
    mode: (entry.externalFileAttributes >>> 16) & 0o777,
    size: entry.uncompressedSize,
    start,
    end,
    content: () => verified(entry, read(zip, entry, compressed)),
  }
}

function startOfData(buffer: Buffer, start: number): number {
  if (start + LOCAL_HEADER_BYTES > buffer.length) throw new BadZip('truncated')
  if (buffer.readUInt32LE(start) !== LOCAL_HEADER_SIGNATURE) throw new BadZip('no local header')
  return (
    start + LOCAL_HEADER_BYTES + buffer.readUInt16LE(start + 26) + buffer.readUInt16LE(start + 28)
  )
}

/** yauzl has refused absolute names and `..` by now. */
function nameOf(entry: yauzl.Entry): string {
  const { fileName } = entry
  if (Buffer.byteLength(fileName) > LONGEST_NAME_BYTES) throw new BadZip('name too long')
  if (fileName === '' || fileName.includes('\0')) throw new BadZip('bad name')
  const name = posix.normalize(fileName)
  return name.endsWith('/') ? name.slice(0, -1) : name
}

function kindOf(entry: yauzl.Entry): ZipEntry['kind'] {
  if (entry.fileName.endsWith('/')) return 'directory'
  const kind = TYPES.get((entry.externalFileAttributes >>> 16) & FILE_TYPE)
  if (kind === undefined) throw new BadZip('neither file, directory nor link')
  return kind
}

function read(zip: yauzl.ZipFile, entry: yauzl.Entry, compressed: Buffer): AsyncIterable<Buffer> {
  const { compressionMethod, uncompressedSize } = entry
  if (compressionMethod === STORED) return chunksOf(compressed)
  if (compressionMethod !== DEFLATED) throw new BadZip('unknown compression')
  if (Math.max(compressed.length, uncompressedSize) <= SMALL_BYTES) {
    return inflated(compressed, uncompressedSize)
  }
  return streamed(zip, entry)
}

async function* chunksOf(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw)

async function* inflated(compressed: Buffer, size: number): AsyncIterable<Buffer> {
  yield await inflate(compressed, { maxOutputLength: size + 1 })
}

async function* streamed(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncIterable<Buffer> {
  yield* await zip.openReadStreamPromise(entry)
}

async function* verified(
  entry: yauzl.Entry,
  content: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> {
  let size = 0
  let checksum = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > entry.uncompressedSize) break
    checksum = crc32(chunk, checksum)
    yield chunk
  }
  if (size !== entry.uncompressedSize) throw new BadZip('wrong size')
  if (checksum !== entry.crc32) throw new BadZip('wrong checksum')
}
