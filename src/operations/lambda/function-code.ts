import { InvalidInput, TooLarge } from '../../domain/faults.ts'
import type { LayerCode } from '../../domain/layer.ts'
import { inspectZip, MAX_UNPACKED_BYTES } from '../../execution/code/inspect-zip.ts'
import type { BlobStore } from '../../store/blob-store.ts'

/** The largest body of a request that uploads code; base64 makes 50 MiB of zip this much. */
export const LARGEST_CODE_REQUEST = 70_167_211

/** An archive in a bucket may be as large as what it unpacks to. */
export const LARGEST_STORED_ZIP = MAX_UNPACKED_BYTES

const LARGEST_ZIP = 52_428_800

/** Stores an archive that was checked. What will refer to it must be written afterwards. */
export async function storeZip(blobs: BlobStore, zip: Uint8Array): Promise<LayerCode> {
  const sha256 = await blobs.put(zip)
  return { kind: 'zip', sha256, sizeBytes: zip.byteLength }
}

/** @throws InvalidInput or TooLarge, in AWS's words */
export async function checkUploadedZip(zipFile: Uint8Array | undefined): Promise<Uint8Array> {
  if (zipFile === undefined) throw new InvalidInput('Please provide a source for function code.')
  if (zipFile.byteLength > LARGEST_ZIP) {
    throw new TooLarge(`Zipped size must be smaller than ${LARGEST_ZIP} bytes`)
  }
  return checkZip(zipFile)
}

/** @throws InvalidInput in AWS's words */
export async function checkZip(zip: Uint8Array): Promise<Uint8Array> {
  if (zip.byteLength === 0) throw new InvalidInput('Uploaded file must be a non-empty zip')
  await inspectZip(zip)
  return zip
}
