import { expect, it } from 'vitest'
import { createResponsePipe } from '../../../../src/operations/lambda/response-pipe.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Whether a promise has been kept by now. */
async function isKept(promise: Promise<unknown>): Promise<boolean> {
  const kept = promise.then(() => true)
  await new Promise(setImmediate)
  return Promise.race([kept, Promise.resolve(false)])
}

it('lets the writer wait until a piece has been read', async () => {
  const { sink, chunks } = createResponsePipe(10)
  const first = sink.write(bytes('a'))
  const second = sink.write(bytes('b'))
  const reader = chunks[Symbol.asyncIterator]()
  expect((await reader.next()).value).toEqual(bytes('a'))
  expect(await isKept(first)).toBe(false)
  expect((await reader.next()).value).toEqual(bytes('b'))
  expect([await isKept(first), await isKept(second)]).toEqual([true, false])
})

it('gives what was written before its end, and then ends', async () => {
  const { sink, chunks, end } = createResponsePipe(10)
  const written = sink.write(bytes('a'))
  end()
  const texts: string[] = []
  for await (const piece of chunks) texts.push(Buffer.from(piece).toString())
  await written
  expect(texts).toEqual(['a'])
})

it('lets the writer go on when nobody reads any more', async () => {
  const { sink, chunks } = createResponsePipe(10)
  const [first, second] = [sink.write(bytes('a')), sink.write(bytes('b'))]
  for await (const _ of chunks) break
  await Promise.all([first, second, sink.write(bytes('c'))])
})

it('says what the response is as it begins, and nothing when it ends without', async () => {
  const begun = createResponsePipe(10)
  begun.sink.begin('text/plain')
  begun.end()
  expect(await begun.begun).toBe('text/plain')
  const empty = createResponsePipe(10)
  empty.end()
  expect(await empty.begun).toBeUndefined()
})
