import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLogFrames } from '../../../src/execution/logs/log-frames.ts'

function aFrame(message: string, type = 0xa55a0003): Buffer {
  const text = Buffer.from(message)
  const head = Buffer.alloc(16)
  head.writeUInt32BE(type, 0)
  head.writeUInt32BE(text.length, 4)
  return Buffer.concat([head, text])
}

function read(chunks: readonly Buffer[]) {
  const messages: string[] = []
  let dropped = 0
  const frames = createLogFrames({
    lines: (lines) => void messages.push(...lines),
    dropped: (bytes) => {
      dropped += bytes
    },
    isFull: () => false,
  })
  for (const chunk of chunks) frames.push(chunk)
  return { messages, dropped }
}

it('reads messages however they are cut', () => {
  const messages = fc.array(fc.string({ unit: 'grapheme' }).map((text) => `.${text}.`))
  const property = fc.property(messages, fc.array(fc.nat(40)), (given, cuts) => {
    let bytes = Buffer.concat(given.map((message) => aFrame(message)))
    const chunks: Buffer[] = []
    for (const cut of cuts) {
      chunks.push(bytes.subarray(0, cut))
      bytes = bytes.subarray(cut)
    }
    expect(read([...chunks, bytes]).messages).toEqual(given)
  })
  fc.assert(property)
})

it('keeps the lines of a message together, and takes its last line end away', () => {
  expect(read([aFrame('one\ntwo\n'), aFrame('{"a":1}', 0xa55a0002)]).messages).toEqual([
    'one\ntwo',
    '{"a":1}',
  ])
})

it.each([
  ['another type', aFrame('text', 0x12345678)],
  ['a length beyond reason', Buffer.from('a55a0003ffffffff0000000000000000', 'hex')],
])('drops what is no frame: %s', (_what, bytes) => {
  const { messages, dropped } = read([aFrame('good'), bytes, Buffer.from('after')])
  expect(messages).toEqual(['good'])
  expect(dropped).toBe(5)
})
