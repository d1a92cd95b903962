import { crc32 } from 'node:zlib'

/** Length of the whole, length of the headers, checksum of these two. */
const PRELUDE_BYTES = 12
const CHECKSUM_BYTES = 4
const STRING_HEADER = 7
/** Clients refuse messages of more than 16 MiB; pieces far below it keep them fluent. */
const LARGEST_PAYLOAD = 1_048_576

const BYTES_TYPE = 'application/octet-stream'
const JSON_TYPE = 'application/json'

export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream'

/**
 * One event in the framing `application/vnd.amazon.eventstream`. A member of bytes is the payload itself;
 * everything else is a JSON object.
 *
 * @returns one message, or several when the bytes are many.
 */
export function* encodeEvent(type: string, members: object): Generator<Buffer> {
  const [value] = Object.values(members)
  if (!(value instanceof Uint8Array)) {
    yield encodeMessage(type, JSON_TYPE, Buffer.from(JSON.stringify(members)))
    return
  }
  for (let at = 0; at < value.byteLength; at += LARGEST_PAYLOAD) {
    yield encodeMessage(type, BYTES_TYPE, value.subarray(at, at + LARGEST_PAYLOAD))
  }
}

function encodeMessage(eventType: string, contentType: string, payload: Uint8Array): Buffer {
  const headers = Buffer.concat([
    encodeHeader(':event-type', eventType),
    encodeHeader(':content-type', contentType),
    encodeHeader(':message-type', 'event'),
  ])
  const length = PRELUDE_BYTES + headers.byteLength + payload.byteLength + CHECKSUM_BYTES
  const message = Buffer.alloc(length)
  message.writeUInt32BE(length, 0)
  message.writeUInt32BE(headers.byteLength, 4)
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8)
  message.set(headers, PRELUDE_BYTES)
  message.set(payload, PRELUDE_BYTES + headers.byteLength)
  const end = length - CHECKSUM_BYTES
  message.writeUInt32BE(crc32(message.subarray(0, end)), end)
  return message
}

function encodeHeader(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)]
  const header = Buffer.alloc(1 + nameBytes.byteLength + 3 + valueBytes.byteLength)
  let at = header.writeUInt8(nameBytes.byteLength, 0)
  header.set(nameBytes, at)
  at = header.writeUInt8(STRING_HEADER, at + nameBytes.byteLength)
  at = header.writeUInt16BE(valueBytes.byteLength, at)
  header.set(valueBytes, at)
  return header
}
