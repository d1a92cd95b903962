import { createHash } from 'node:crypto'
import type { Db } from '../database/open-database.ts'

export type BlobReader = {
  /** @throws when the bytes are not those that the address was made of. */
  get(sha256: string): Uint8Array | undefined
  list(): string[]
}

export function createBlobReader(db: Db): BlobReader {
  const get = db.prepare<[string], Buffer>('select bytes from blobs where sha256 = ?').pluck()
  const list = db.prepare<[], string>('select sha256 from blobs order by sha256').pluck()
  return {
    get(sha256) {
      const bytes = get.get(sha256)
      if (bytes === undefined) return undefined
      if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
      throw new Error(`The stored code ${sha256} is damaged.`)
    },
    list: () => list.all(),
  }
}
