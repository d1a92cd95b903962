'use strict'

const { Writable } = require('node:stream')
const { InvalidStreamingOperation, MalformedStreamingHandler } = require('./errors.cjs')

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')
const DEFAULT_TYPE = 'application/octet-stream'
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response'
const PRELUDE_END = new Uint8Array(8)

/** The global `awslambda` that streaming handlers expect. */
function installAwslambda() {
  globalThis.awslambda = {
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response'
      if (typeof options?.highWaterMark === 'number') {
        handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark)
      }
      return handler
    },
    HttpResponseStream: { from: withPrelude },
  }
}

function isStreaming(handler) {
  const mark = handler[STREAMING]
  if (mark === undefined || mark === null || mark === false) return false
  if (mark === 'response') return true
  throw new MalformedStreamingHandler('Only response streaming is supported.')
}

/**
 * What a streaming handler writes to. Bytes beyond `limit` are counted and dropped.
 *
 * @param emit - takes each piece with its content type, and calls back when there may be more; without it
 *   the pieces are collected, for an answer in one.
 */
function createResponseStream(handler, { limit, emit }) {
  const chunks = []
  let contentType = DEFAULT_TYPE
  const stream = new Writable({
    ...(handler[HIGH_WATER_MARK] ? { highWaterMark: handler[HIGH_WATER_MARK] } : {}),
    write(chunk, _encoding, callback) {
      stream.size += chunk.length
      if (chunk.length === 0 || stream.size > limit) return callback()
      if (emit !== undefined) return emit(chunk, contentType, callback)
      chunks.push(chunk)
      callback()
    },
  })
  const { write, end } = stream
  const start = () => {
    if (stream.isStarted) return
    stream.isStarted = true
    stream._onBeforeFirstWrite?.((chunk) => write.call(stream, chunk))
  }
  return Object.assign(stream, {
    size: 0,
    isStarted: false,
    text: () => Buffer.concat(chunks).toString(),
    setContentType(type) {
      if (stream.isStarted) {
        throw new InvalidStreamingOperation('Cannot set content-type, too late.')
      }
      contentType = `${type}`
    },
    write(chunk, ...rest) {
      start()
      return write.call(stream, isBytes(chunk) ? chunk : JSON.stringify(chunk), ...rest)
    },
    end(chunk, ...rest) {
      start()
      const isLast = chunk !== undefined && chunk !== null && typeof chunk !== 'function'
      return end.call(stream, isLast && !isBytes(chunk) ? JSON.stringify(chunk) : chunk, ...rest)
    },
  })
}

function withPrelude(stream, prelude) {
  stream.setContentType(PRELUDE_TYPE)
  stream._onBeforeFirstWrite = (write) => {
    write(JSON.stringify(prelude))
    write(PRELUDE_END)
  }
  return stream
}

function isBytes(chunk) {
  return typeof chunk === 'string' || chunk instanceof Uint8Array
}

module.exports = { installAwslambda, isStreaming, createResponseStream }
