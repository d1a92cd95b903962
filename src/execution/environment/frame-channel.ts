import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { createFrameReader, encodeFrame } from '../bootstrap/frames.cjs'
import { type Chunk, type InvokeOrder, type Order, parseMessage } from './messages.ts'
import type { Channel, Wire } from './process-launch.ts'

/** Its end in the process; see ../bootstrap/channel.cjs. */
const CHANNEL_FD = 3

/** The channel to busbar's own bootstrap: frames on a pair of sockets. */
export function connectFrames(child: ChildProcess, wire: Wire): Channel {
  const socket = child.stdio[CHANNEL_FD]
  // The system could not start a process.
  if (!(socket instanceof Socket)) return { send() {} }
  const send = (order: Order) => void socket.write(toBytes(order))
  /** The handler waits before it is too far ahead of whoever reads its response. */
  const passOn = async (chunk: Chunk) => {
    if (await wire.chunk(chunk)) send({ type: 'taken', bytes: chunk.bytes.byteLength })
  }
  const read = createFrameReader((head, body) => {
    const message = parseMessage(head, body)
    if (message === undefined) return
    switch (message.type) {
      case 'chunk':
        return void passOn(message)
      case 'returned':
        return wire.returned(message.requestIds)
      default:
        return wire.reply(message)
    }
  })
  socket.on('data', (bytes) => {
    // Code of the function has written here itself.
    if (!read(bytes)) socket.destroy()
  })
  // It closes after that.
  socket.on('error', () => {})
  socket.on('close', () => wire.closed())
  return { send, sendsAhead: true, close: () => socket.destroy() }
}

function toBytes(order: Order): Buffer {
  switch (order.type) {
    case 'invoke':
      return invokeFrame(order, 'invoke')
    case 'ahead':
      return Buffer.concat(order.orders.map((one) => invokeFrame(one, 'ahead')))
    default:
      return encodeFrame(order, '')
  }
}

function invokeFrame(order: InvokeOrder, type: 'invoke' | 'ahead'): Buffer {
  const { requestId, invokedArn, remainingMs, clientContext, traceHeader, streamLimitBytes } = order
  const facts = { requestId, invokedArn, remainingMs, clientContext, traceHeader, streamLimitBytes }
  return encodeFrame({ type, ...facts }, order.payload)
}
