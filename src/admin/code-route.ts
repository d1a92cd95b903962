import type { BlobStore } from '../store/blob-store.ts'
import { type AdminRoute, notFound } from './admin-route.ts'

/** Where GetFunction's `Code.Location` leads: the zip as it was uploaded. */
export function codeRoute(blobs: BlobStore): AdminRoute {
  return {
    method: 'GET',
    path: '/code/:sha256',
    // The digest cannot be guessed; clients open this address unsigned, as they do S3's.
    isOpen: true,
    async handle({ parameters }) {
      const bytes = await blobs.get(parameters['sha256'] ?? '')
      if (!bytes) return notFound('There is no such code.')
      return { status: 200, body: bytes, contentType: 'application/zip' }
    },
  }
}
