import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkEntries, readLink } from './check-entries.ts'
import { readZip, type ZipEntry } from './zip-archive.ts'

const DIRECTORY_MODE = 0o755
const FILE_MODE = 0o644
const OWNER_READS = 0o400

/** Unpacks an archive that `inspectZip` has passed into an empty directory. */
export async function unpackZip(bytes: Uint8Array, directory: string): Promise<void> {
  const entries = await readZip(bytes)
  checkEntries(entries, bytes.length)
  const made = new Set<string>()
  const makeDirectory = async (path: string) => {
    if (made.has(path)) return
    await mkdir(path, { recursive: true, mode: DIRECTORY_MODE })
    made.add(path)
  }

  for (const entry of entries) {
    const path = join(directory, entry.name)
    await makeDirectory(entry.kind === 'directory' ? path : dirname(path))
    if (entry.kind === 'file') await writeEntry(entry, path)
  }
  // Last, so that no file is ever written through one.
  for (const link of entries.filter(({ kind }) => kind === 'link')) {
    await symlink(await readLink(link), join(directory, link.name))
  }
}

function writeEntry(entry: ZipEntry, path: string): Promise<void> {
  // A file that its owner cannot read could not run, and not be removed with some tools.
  const mode = (entry.mode || FILE_MODE) | OWNER_READS
  return writeFile(path, entry.content(), { mode, flag: 'wx' })
}
