import { InvalidInput } from '../../domain/faults.ts'
import {
  checkEntries,
  fitsUnpacked,
  MAX_UNPACKED_BYTES,
  readLink,
  unpackedBytes,
} from './check-entries.ts'
import { readZip, type ZipEntry } from './zip-archive.ts'

export { MAX_UNPACKED_BYTES } from './check-entries.ts'

/**
 * Reads a function's archive once, whole, and keeps nothing of it.
 *
 * @throws InvalidInput in AWS's words, when it is damaged, too large once unpacked, or made to do harm:
 *   names or links out of the root, entries over each other, a ratio that no code has.
 */
export async function inspectZip(bytes: Uint8Array): Promise<void> {
  const entries = await orRefuse(() => readZip(bytes))
  if (!fitsUnpacked(entries)) {
    throw new InvalidInput(`Unzipped size must be smaller than ${MAX_UNPACKED_BYTES} bytes`)
  }
  await orRefuse(async () => {
    checkEntries(entries, bytes.length)
    await readAll(entries)
  })
}

/** What an archive that was inspected unpacks to. */
export async function unpackedSize(bytes: Uint8Array): Promise<number> {
  return unpackedBytes(await readZip(bytes))
}

async function readAll(entries: readonly ZipEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'link') await readLink(entry)
    else for await (const _chunk of entry.content());
  }
}

async function orRefuse<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    // Whatever is wrong with an archive, AWS says the same.
    throw Object.assign(
      new InvalidInput(
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
      ),
      { cause },
    )
  }
}
