import { InvalidInput, TooLarge } from '../../domain/faults.ts'
import type { FunctionCode } from '../../domain/function.ts'
import { inspectZip } from '../../execution/code/inspect-zip.ts'
import type { BlobStore } from '../../store/blob-store.ts'

/** The largest body of a request that uploads code; base64 makes 50 MiB of zip this much. */
export const LARGEST_CODE_REQUEST = 70_167_211

const LARGEST_ZIP = 52_428_800

/**
 * Stores an uploaded archive. The function that will refer to it must be written afterwards.
 * @throws InvalidInput or TooLarge, in AWS's words
 */
export async function storeZip(
  blobs: BlobStore,
  zipFile: Uint8Array | undefined,
): Promise<FunctionCode> {
  const zip = await checkZip(zipFile)
  const sha256 = await blobs.put(zip)
  return { kind: 'zip', sha256, sizeBytes: zip.byteLength }
}

/** @throws InvalidInput or TooLarge, in AWS's words */
export async function checkZip(zipFile: Uint8Array | undefined): Promise<Uint8Array> {
  if (zipFile === undefined) throw new InvalidInput('Please provide a source for function code.')
  if (zipFile.byteLength === 0) throw new InvalidInput('Uploaded file must be a non-empty zip')
  if (zipFile.byteLength > LARGEST_ZIP) {
    throw new TooLarge(`Zipped size must be smaller than ${LARGEST_ZIP} bytes`)
  }
  await inspectZip(zipFile)
  return zipFile
}
