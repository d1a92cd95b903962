import { describe, expect, it } from 'vitest'
import type { ReaderClient } from '../../../src/store/sqlite/reader/reader-client.ts'
import { createSqliteBlobStore } from '../../../src/store/sqlite/sqlite-blob-store.ts'
import type { WriterClient } from '../../../src/store/sqlite/writer/writer-client.ts'
import type { WriterRequest } from '../../../src/store/sqlite/writer/writer-requests.ts'

const code = Buffer.from('code')

/** A store whose threads answer when the test lets them; they know one blob, which is not live. */
function setUp(stored: string) {
  const posted: WriterRequest[] = []
  const listed = Promise.withResolvers<readonly string[]>()
  const written = Promise.withResolvers<void>()
  const writer = {
    async request(request: WriterRequest, onReply: (reply: unknown) => unknown) {
      posted.push(request)
      if (request.op === 'put-blob') await written.promise
      return onReply(request.op === 'delete-blobs' ? request.sha256s.length : null)
    },
  } as unknown as WriterClient
  const reader = { request: () => listed.promise } as unknown as ReaderClient
  const blobs = createSqliteBlobStore(writer, reader)
  return { blobs, posted, list: () => listed.resolve([stored]), write: () => written.resolve() }
}

async function addressOfCode(): Promise<string> {
  const { blobs, write } = setUp('')
  write()
  return blobs.put(code)
}

describe('sweeping code that is not live', () => {
  it('spares a blob that is put after the sweep has started', async () => {
    const { blobs, list, write } = setUp(await addressOfCode())
    const swept = blobs.sweep(() => false)
    write()
    await blobs.put(code)
    list()
    expect(await swept).toBe(0)
  })

  it('spares a blob whose writing began before the sweep', async () => {
    const { blobs, posted, list, write } = setUp(await addressOfCode())
    const put = blobs.put(code)
    await expect.poll(() => posted.length).toBe(1)
    const swept = blobs.sweep(() => false)
    list()
    write()
    await put
    expect(await swept).toBe(0)
  })

  it('removes it once nobody is putting it any more', async () => {
    const { blobs, list, write } = setUp(await addressOfCode())
    write()
    await blobs.put(code)
    list()
    expect(await blobs.sweep(() => false)).toBe(1)
  })
})
