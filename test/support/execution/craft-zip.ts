import { crc32, deflateRawSync } from 'node:zlib'

export type CraftedEntry = {
  readonly name: string
  readonly content?: string | Uint8Array
  /** Unix mode with the file type, for example 0o120777 for a link. */
  readonly mode?: number
  /** What the archive claims, where it lies. */
  readonly size?: number
  readonly crc?: number
  readonly flags?: number
  readonly method?: number
  /** The entry of this index is the one whose bytes this one shares. */
  readonly sharesBytesOf?: number
}

/** An archive that a tool would not make: every field can lie. */
export function craftZip(entries: readonly CraftedEntry[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  const offsets: number[] = []
  let offset = 0
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '')
    const data = deflateRawSync(content)
    const local = Buffer.concat([
      header(entry, content, data, LOCAL),
      Buffer.from(entry.name),
      data,
    ])
    const shared = entry.sharesBytesOf === undefined ? undefined : offsets[entry.sharesBytesOf]
    offsets.push(shared ?? offset)
    centrals.push(header(entry, content, data, CENTRAL, shared ?? offset), Buffer.from(entry.name))
    if (shared !== undefined) continue
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(centrals)
  return Buffer.concat([...locals, central, endRecord(entries.length, central.length, offset)])
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const UTF8_NAME = 0x800
const UNIX = 3

function header(
  entry: CraftedEntry,
  content: Buffer,
  data: Buffer,
  signature: number,
  offset?: number,
): Buffer {
  const isCentral = offset !== undefined
  const bytes = Buffer.alloc(isCentral ? 46 : 30)
  bytes.writeUInt32LE(signature, 0)
  const common = isCentral ? 6 : 4
  if (isCentral) bytes.writeUInt16LE((UNIX << 8) | 20, 4)
  bytes.writeUInt16LE(20, common)
  bytes.writeUInt16LE(entry.flags ?? UTF8_NAME, common + 2)
  bytes.writeUInt16LE(entry.method ?? 8, common + 4)
  bytes.writeUInt32LE(entry.crc ?? crc32(content), common + 10)
  bytes.writeUInt32LE(data.length, common + 14)
  bytes.writeUInt32LE(entry.size ?? content.length, common + 18)
  bytes.writeUInt16LE(Buffer.byteLength(entry.name), common + 22)
  if (isCentral) {
    bytes.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38)
    bytes.writeUInt32LE(offset, 42)
  }
  return bytes
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(22)
  bytes.writeUInt32LE(0x06054b50, 0)
  bytes.writeUInt16LE(count, 8)
  bytes.writeUInt16LE(count, 10)
  bytes.writeUInt32LE(size, 12)
  bytes.writeUInt32LE(offset, 16)
  return bytes
}
