import { subtle } from 'node:crypto'
import type { BlobStore } from '../blob-store.ts'
import type { ReaderClient } from './reader/reader-client.ts'
import type { WriterClient } from './writer/writer-client.ts'

export function createSqliteBlobStore(writer: WriterClient, reader: ReaderClient): BlobStore {
  const sweeps = new Set<Set<string>>()
  const underWay = new Set<{ readonly sha256: string }>()

  const write = async (sha256: string, bytes: Uint8Array) => {
    const own = { sha256 }
    underWay.add(own)
    for (const spared of sweeps) spared.add(sha256)
    try {
      return await writer.request({ op: 'put-blob', sha256, bytes }, () => sha256)
    } finally {
      underWay.delete(own)
    }
  }

  return {
    async put(bytes) {
      // The caller may go on to change its bytes.
      const copy = new Uint8Array(bytes)
      // Off the main thread: code may be tens of megabytes.
      const sha256 = Buffer.from(await subtle.digest('SHA-256', copy)).toString('hex')
      return write(sha256, copy)
    },

    get: (sha256) => reader.request({ op: 'get-blob', sha256 }),

    async sweep(isLive) {
      const spared = new Set([...underWay].map(({ sha256 }) => sha256))
      sweeps.add(spared)
      try {
        const stored = await reader.request({ op: 'list-blobs' })
        const sha256s = stored.filter((sha256) => !spared.has(sha256) && !isLive(sha256))
        // A blob that is put from here on comes after this request, and is written again.
        return await writer.request({ op: 'delete-blobs', sha256s }, (removed) => removed)
      } finally {
        sweeps.delete(spared)
      }
    },
  }
}
