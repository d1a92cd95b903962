import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type OpenHarness, useHarness } from './store-harness.ts'

export function describeBlobs(open: OpenHarness): void {
  describe('storing code', () => {
    const harness = useHarness(open)
    const blobs = () => harness.store.blobs
    const bytes = randomBytes(100_000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')

    it('is addressed by what it contains', async () => {
      expect(await blobs().put(bytes)).toBe(sha256)
      expect(Buffer.from((await blobs().get(sha256)) ?? [])).toEqual(bytes)
    })

    it('knows nothing about another address', async () => {
      expect(await blobs().get('0'.repeat(64))).toBeUndefined()
    })

    it('keeps one copy of the same bytes', async () => {
      expect(await blobs().put(bytes)).toBe(await blobs().put(bytes))
      expect(await blobs().sweep(() => false)).toBe(1)
    })

    it('takes no bytes at all', async () => {
      const empty = await blobs().put(new Uint8Array())
      expect(await blobs().get(empty)).toHaveLength(0)
    })

    it('stores what the bytes were when they were put', async () => {
      const own = Uint8Array.from(bytes)
      const put = blobs().put(own)
      own.fill(0)
      expect(await put).toBe(sha256)
      expect(Buffer.from((await blobs().get(sha256)) ?? [])).toEqual(bytes)
    })

    it('is there after a crash', async () => {
      await blobs().put(bytes)
      await harness.crash()
      expect(await blobs().get(sha256)).toHaveLength(bytes.length)
    })

    it('sweeps what is not live, and nothing else', async () => {
      const live = await blobs().put(Buffer.from('live'))
      await blobs().put(bytes)
      expect(await blobs().sweep((address) => address === live)).toBe(1)
      expect(await blobs().get(sha256)).toBeUndefined()
      expect(await blobs().get(live)).toHaveLength(4)
    })

    it('spares what is put while it sweeps', async () => {
      await blobs().put(bytes)
      const [, again] = await Promise.all([blobs().sweep(() => false), blobs().put(bytes)])
      expect(await blobs().get(again)).toHaveLength(bytes.length)
    })

    it('spares what is on its way when the sweep starts', async () => {
      const put = blobs().put(bytes)
      const sweeps = Promise.all([blobs().sweep(() => false), blobs().sweep(() => false)])
      await Promise.all([put, sweeps])
      expect(await blobs().get(sha256)).toHaveLength(bytes.length)
    })
  })
}
