'use strict'

const { writeMark } = require('./stdio.cjs')

/** Handlers may have replaced it by the time that it is needed. */
const later = setImmediate

/**
 * Orders that were sent ahead: each begins when the one before is answered, in a turn of the event loop of its own as if
 * it came just now, and behind a mark on both streams, which tells the output of two invocations apart.
 */
function createOrderLine(begin) {
  const waiting = []
  let mark
  let isSoon = false

  const next = () => {
    if (isSoon || waiting.length === 0) return
    writeMark(mark)
    begin(waiting.shift())
  }
  return {
    setMark(text) {
      mark = Buffer.from(text)
    },
    add: (order) => waiting.push(order),
    next,
    nextSoon() {
      if (waiting.length === 0) return
      isSoon = true
      later(() => {
        isSoon = false
        next()
      })
    },
    /** @returns the requests of those that have not begun, and never will. */
    giveBack: () => waiting.splice(0).map(({ requestId }) => requestId),
  }
}

module.exports = { createOrderLine }
