import type { Db } from '../database/open-database.ts'

export type BlobTable = {
  put(sha256: string, bytes: Uint8Array): void
  /** @returns how many there were. */
  delete(sha256s: readonly string[]): number
  clear(): void
}

export function createBlobTable(db: Db): BlobTable {
  const insert = db.prepare(
    'insert into blobs (sha256, size, bytes) values (?, ?, ?) on conflict do nothing',
  )
  const remove = db.prepare('delete from blobs where sha256 = ?')
  const clear = db.prepare('delete from blobs')
  return {
    put: (sha256, bytes) => {
      insert.run(sha256, bytes.byteLength, bytes)
    },
    delete: (sha256s) => sha256s.reduce((sum, sha256) => sum + remove.run(sha256).changes, 0),
    clear: () => {
      clear.run()
    },
  }
}
