import { posix } from 'node:path'
import { BadZip, type ZipEntry } from './zip-archive.ts'

/** AWS's limit for a function's code with its layers, unpacked. */
export const MAX_UNPACKED_BYTES = 262_144_000
const HIGHEST_RATIO = 100
/** Below this much, a high ratio does no harm: generated code and tables compress well. */
const RATIO_FLOOR_BYTES = 10 * 1_024 * 1_024
const LONGEST_LINK_BYTES = 1_024

/** @returns whether the archive stays within AWS's size limit, by its own account. */
export function fitsUnpacked(entries: readonly ZipEntry[]): boolean {
  return unpackedBytes(entries) <= MAX_UNPACKED_BYTES
}

/**
 * Refuses lists of entries that unpack to more than they promise, or over each other.
 * @throws BadZip
 */
export function checkEntries(entries: readonly ZipEntry[], archiveBytes: number): void {
  const unpacked = unpackedBytes(entries)
  if (unpacked > RATIO_FLOOR_BYTES && unpacked > HIGHEST_RATIO * archiveBytes) {
    throw new BadZip('compressed too well')
  }
  checkOverlaps(entries)
  checkNames(entries)
}

/**
 * Reads where a link points, and refuses one that could lead out of the root.
 * @throws BadZip
 */
export async function readLink(entry: ZipEntry): Promise<string> {
  if (entry.size > LONGEST_LINK_BYTES) throw new BadZip('link too long')
  const chunks: Buffer[] = []
  for await (const chunk of entry.content()) chunks.push(chunk)
  const target = Buffer.concat(chunks).toString()
  if (target === '' || target.startsWith('/') || target.includes('\0')) {
    throw new BadZip('link out of the root')
  }
  // After a name that is a link itself, `..` leads elsewhere than the text says. Without it, a link
  // through other links stays where those stay: inside.
  const steps = target.split('/').filter((step) => step !== '' && step !== '.')
  const down = steps.findIndex((step) => step !== '..')
  if (down >= 0 && steps.indexOf('..', down) >= 0) throw new BadZip('unclear link')
  const resolved = posix.join(posix.dirname(entry.name), target)
  if (resolved === '..' || resolved.startsWith('../')) throw new BadZip('link out of the root')
  return target
}

export function unpackedBytes(entries: readonly ZipEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.size, 0)
}

/** Entries that share bytes let a small archive unpack to a huge one. */
function checkOverlaps(entries: readonly ZipEntry[]): void {
  let end = 0
  for (const entry of entries.toSorted((a, b) => a.start - b.start)) {
    if (entry.start < end) throw new BadZip('overlapping entries')
    end = entry.end
  }
}

function checkNames(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>()
  const notDirectories = new Set<string>()
  for (const { name, kind } of entries) {
    // Two names that differ in case alone are one file on many systems.
    const folded = name.toLowerCase()
    if (seen.has(folded)) throw new BadZip('duplicate name')
    seen.add(folded)
    if (kind !== 'directory') notDirectories.add(name)
  }
  const isNoDirectory = (name: string) => notDirectories.has(name)
  if (entries.some(({ name }) => parentsOf(name).some(isNoDirectory))) {
    throw new BadZip('file used as a directory')
  }
}

/** `a/b/c` → `a`, `a/b`. */
function parentsOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1)
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'))
}
