'use strict'

/*
 * What the server and the process of an environment tell each other, as bytes: the length of a head, the length of a
 * body, the head as JSON, the body as it is. So the payload of an invocation is neither parsed nor escaped on its way.
 */
const LENGTHS_BYTES = 8
/** More than anything that is sent, and less than any text that code of a function writes here would be as a length. */
const MOST_BYTES = 0x1f_ff_ff_ff

// Handlers may replace them.
const { parse, stringify } = JSON

/** @param body - text or bytes. */
function encodeFrame(head, body) {
  const text = stringify(head)
  const headBytes = Buffer.byteLength(text)
  const bodyBytes = Buffer.byteLength(body)
  const frame = Buffer.allocUnsafe(LENGTHS_BYTES + headBytes + bodyBytes)
  frame.writeUInt32LE(headBytes, 0)
  frame.writeUInt32LE(bodyBytes, 4)
  frame.write(text, LENGTHS_BYTES)
  if (typeof body === 'string') frame.write(body, LENGTHS_BYTES + headBytes)
  else frame.set(body, LENGTHS_BYTES + headBytes)
  return frame
}

/**
 * Takes a stream of frames apart.
 *
 * @param onFrame - takes a head and the bytes of its body, which share the memory of the bytes that they came in.
 * @returns what takes the next bytes, keeps none of them, and returns false when they are no frames: then nothing that
 *   follows can be understood.
 */
function createFrameReader(onFrame) {
  let parts = []
  let held = 0
  /** So many bytes make the next frame whole, or tell how long it is. */
  let wanted = LENGTHS_BYTES

  const gather = (chunk) => {
    if (held === 0) return chunk
    parts.push(Buffer.from(chunk))
    held += chunk.length
    return held < wanted ? undefined : Buffer.concat(parts, held)
  }
  return (chunk) => {
    const bytes = gather(chunk)
    if (bytes === undefined) return true
    let at = 0
    for (wanted = lengthAt(bytes, 0); bytes.length - at >= wanted; wanted = lengthAt(bytes, at)) {
      const bodyAt = at + LENGTHS_BYTES + bytes.readUInt32LE(at)
      const head = parseHead(bytes.toString('utf8', at + LENGTHS_BYTES, bodyAt))
      if (head === undefined) return false
      const end = at + wanted
      onFrame(head, bytes.subarray(bodyAt, end))
      at = end
    }
    held = bytes.length - at
    parts = held === 0 ? [] : [Buffer.from(bytes.subarray(at))]
    return wanted <= MOST_BYTES
  }
}

function parseHead(text) {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function lengthAt(bytes, at) {
  if (bytes.length - at < LENGTHS_BYTES) return LENGTHS_BYTES
  return LENGTHS_BYTES + bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4)
}

module.exports = { encodeFrame, createFrameReader }
