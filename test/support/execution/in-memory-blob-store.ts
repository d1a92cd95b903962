import { createHash } from 'node:crypto'
import type { BlobStore } from '../../../src/store/blob-store.ts'

/** Blobs that live as long as the test. */
export function createInMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>()
  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      blobs.set(sha256, Uint8Array.from(bytes))
      return sha256
    },
    get: async (sha256) => blobs.get(sha256),
    async sweep(isLive) {
      const gone = [...blobs.keys()].filter((sha256) => !isLive(sha256))
      for (const sha256 of gone) blobs.delete(sha256)
      return gone.length
    },
  }
}
