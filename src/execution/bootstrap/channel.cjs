'use strict'

const { Socket } = require('node:net')
const { createFrameReader, encodeFrame } = require('./frames.cjs')

/** Where the server has put its end; see ../environment/frame-channel.ts. */
const CHANNEL_FD = 3
const READ_BYTES = 65_536

/**
 * The channel to the server: a socket of its own, which no process inherits that the handler starts.
 *
 * @param onOrder - takes what the server asks for, and the payload of an invocation.
 * @param onGone - called when the server is gone.
 */
function openChannel(onOrder, onGone) {
  const read = createFrameReader((head, body) => onOrder(head, body.toString()))
  // One buffer for all that comes: a new one each time would keep the garbage collector busy.
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
  const socket = new Socket({
    fd: CHANNEL_FD,
    readable: true,
    writable: true,
    onread: {
      buffer,
      callback(length) {
        read(buffer.subarray(0, length))
        return true
      },
    },
  })
  // It closes after that.
  socket.on('error', () => {})
  socket.on('close', onGone)
  return {
    /** On its way when it returns, unless the channel is full. */
    send: (head, body, sent) => void socket.write(encodeFrame(head, body), sent),
    /** Whether waiting for the server keeps the process alive. */
    ref: () => socket.ref(),
    unref: () => socket.unref(),
  }
}

module.exports = { openChannel }
