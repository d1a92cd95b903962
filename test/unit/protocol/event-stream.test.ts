import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeEvent } from '../../../src/protocol/event-stream.ts'

const decode = (type: string, members: object) => [...encodeEvent(type, members)].map(decodeOne)

/** Reads one message as its description has it; what AWS's own decoder says, the tests of InvokeWithResponseStream see. */
function decodeOne(message: Buffer) {
  const headersEnd = 12 + message.readUInt32BE(4)
  expect(message.readUInt32BE(0)).toBe(message.byteLength)
  expect(message.readUInt32BE(8)).toBe(crc32(message.subarray(0, 8)))
  expect(message.readUInt32BE(message.byteLength - 4)).toBe(crc32(message.subarray(0, -4)))
  const headers: Record<string, string> = {}
  for (let at = 12; at < headersEnd; ) {
    const nameEnd = at + 1 + message.readUInt8(at)
    expect(message.readUInt8(nameEnd)).toBe(7)
    const valueEnd = nameEnd + 3 + message.readUInt16BE(nameEnd + 1)
    headers[message.toString('utf8', at + 1, nameEnd)] = message.toString(
      'utf8',
      nameEnd + 3,
      valueEnd,
    )
    at = valueEnd
  }
  return { headers, body: message.subarray(headersEnd, -4) }
}

it('frames a member of bytes as the payload', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 1_000 }), (Payload) => {
      expect(decode('PayloadChunk', { Payload })).toEqual([
        {
          headers: {
            ':event-type': 'PayloadChunk',
            ':content-type': 'application/octet-stream',
            ':message-type': 'event',
          },
          body: Buffer.from(Payload),
        },
      ])
    }),
  )
})

it('frames other members as JSON', () => {
  const [message] = decode('InvokeComplete', { ErrorCode: 'é' })
  expect(message?.headers[':content-type']).toBe('application/json')
  expect(message?.body.toString()).toBe('{"ErrorCode":"é"}')
  expect(decode('InvokeComplete', {})[0]?.body.toString()).toBe('{}')
})

it('cuts many bytes into messages that clients take', () => {
  const Payload = Buffer.alloc(2_500_000, 7)
  const messages = decode('PayloadChunk', { Payload })
  expect(messages).toHaveLength(3)
  expect(Buffer.concat(messages.map(({ body }) => body)).equals(Payload)).toBe(true)
})
