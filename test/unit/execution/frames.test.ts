import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFrameReader, encodeFrame } from '../../../src/execution/bootstrap/frames.cjs'

const frame = fc.record({
  head: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })),
  body: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 50 }), fc.uint8Array({ maxLength: 50 })),
})

function open() {
  const read: { head: unknown; body: Buffer }[] = []
  return { read, push: createFrameReader((head, body) => read.push({ head, body })) }
}

it('reads what was written, however it is cut', () => {
  const cut = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(frame), cut, (frames, lengths) => {
      const bytes = Buffer.concat(frames.map(({ head, body }) => encodeFrame(head, body)))
      const { read, push } = open()
      // The reader of a process gets all pieces in the same memory.
      const memory = Buffer.alloc(40)
      for (let at = 0, n = 0; at < bytes.length; n += 1) {
        const length = bytes.copy(memory, 0, at, at + (lengths[n % lengths.length] ?? 1))
        const seen = read.length
        expect(push(memory.subarray(0, length))).toBe(true)
        for (const one of read.slice(seen)) one.body = Buffer.from(one.body)
        at += length
      }
      expect(read).toEqual(frames.map(({ head, body }) => ({ head, body: Buffer.from(body) })))
    }),
  )
})

it.each([
  ['a text', Buffer.from('Hello, world')],
  ['a head that is no JSON', Buffer.from('\x02\0\0\0\0\0\0\0{,', 'latin1')],
  ['a text behind a frame', Buffer.concat([encodeFrame({}, ''), Buffer.from('console.log("x")')])],
])('tells %s from frames', (_what, bytes) => {
  expect(open().push(bytes)).toBe(false)
})
