import { expect, it } from 'vitest'
import type { LayerCode } from '../../../../src/domain/function.ts'
import { checkUnpackedSize } from '../../../../src/operations/lambda/layers/function-layers.ts'
import { craftZip } from '../../../support/execution/craft-zip.ts'
import { createInMemoryBlobStore } from '../../../support/execution/in-memory-blob-store.ts'

it('adds up what the code and its layers unpack to', async () => {
  const blobs = createInMemoryBlobStore()
  const aZip = async (size: number): Promise<LayerCode> => {
    const bytes = craftZip([{ name: `file-${size}`, content: 'x', size }])
    return { kind: 'zip', sha256: await blobs.put(bytes), sizeBytes: bytes.length }
  }
  const check = async (...sizes: readonly number[]) => {
    const [code, ...layers] = await Promise.all(sizes.map(aZip))
    if (code === undefined) throw new Error('There is no code.')
    const used = layers.map((layer, at) => ({ arn: `layer:${at}`, code: layer }))
    await checkUnpackedSize({ blobs }, code, used)
  }
  await expect(check(200_000_000, 62_144_000)).resolves.toBeUndefined()
  await expect(check(100_000_000, 100_000_000, 62_144_001)).rejects.toThrow(
    'Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is 262144001 bytes.',
  )
})
