'use strict'

/** How far a handler may be ahead of whoever reads its response. */
const WINDOW_BYTES = 1_048_576

/**
 * Sends a response in pieces, and lets the handler wait while too much of it is on the way.
 *
 * @param channel - keeps the process alive while the handler waits, for nothing else may.
 */
function createResponseFlow(channel) {
  let ahead = 0
  let hasBegun = false
  let isClosed = false
  let resume

  return {
    emit(bytes, contentType, callback) {
      // What comes after the answer would count as a part of the next one.
      if (isClosed) return callback()
      channel.send({ type: 'chunk', ...(hasBegun ? {} : { contentType }) }, bytes)
      hasBegun = true
      ahead += bytes.length
      if (ahead < WINDOW_BYTES) return callback()
      resume = callback
      channel.ref()
    },
    /** The server has passed on so many bytes. */
    taken(bytes) {
      ahead -= bytes
      if (ahead < WINDOW_BYTES) release()
    },
    close() {
      isClosed = true
      release()
    },
  }

  function release() {
    if (resume === undefined) return
    const go = resume
    resume = undefined
    channel.unref()
    go()
  }
}

module.exports = { createResponseFlow }
