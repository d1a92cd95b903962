import type { Socket } from 'node:net'

/** One answer at a time, since no request is sent before the last one was answered. */
export function onAnswers(socket: Socket, listener: (status: number, body: string) => void): void {
  let pending = ''
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1')
    const headEnd = pending.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const at = pending.search(/content-length: /i)
    const length = Number.parseInt(pending.slice(at + 16, at + 26), 10)
    if (pending.length < headEnd + 4 + length) return
    const answer = pending
    pending = ''
    listener(Number(answer.slice(9, 12)), answer.slice(headEnd + 4))
  })
}
