'use strict'

const { writeSync } = require('node:fs')
const { Writable } = require('node:stream')

const STDOUT = 1
const STDERR = 2
const NAP_MS = 1

/**
 * Replaces the standard streams by ones that write before they return. Node's own write to a pipe
 * asynchronously once it is full, so that lines would be lost when the process ends, and would arrive
 * after the answer of their invocation.
 */
function installStdio() {
  for (const [name, fd] of [
    ['stdout', STDOUT],
    ['stderr', STDERR],
  ]) {
    const stream = createStream(fd)
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => stream,
    })
  }
}

function writeLine(line) {
  writeFully(STDOUT, Buffer.from(`${line}\n`))
}

/** On both streams, for whoever reads them: what was printed before it is of another invocation. */
function writeMark(bytes) {
  for (const fd of [STDOUT, STDERR]) {
    try {
      writeFully(fd, bytes)
    } catch {
      // The function has closed the stream: nothing of it can be mistaken for another invocation's.
    }
  }
}

function createStream(fd) {
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      writeFully(fd, chunk)
      callback()
    },
    destroy(_error, callback) {
      callback(new Error(`process.${fd === STDOUT ? 'stdout' : 'stderr'} cannot be closed.`))
    },
  })
  return Object.assign(stream, { fd, _type: 'pipe' })
}

function writeFully(fd, bytes) {
  let offset = 0
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset)
    } catch (error) {
      // The pipe is full, and a process that shares it has made it non-blocking.
      if (error.code === 'EAGAIN') nap()
      // The server is gone: nobody reads any more, and this process is about to end.
      else if (error.code === 'EPIPE') return
      else throw error
    }
  }
}

function nap() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS)
}

module.exports = { installStdio, writeLine, writeMark }
