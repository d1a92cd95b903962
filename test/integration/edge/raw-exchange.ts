import { connect } from 'node:net'

/**
 * Writes bytes to a port and reads until the server closes, or until `isEnough`.
 * @returns what the server sent, in Latin-1.
 */
export function rawExchange(
  port: number,
  parts: readonly (string | Buffer)[],
  isEnough: (text: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
    })
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (isEnough(text)) socket.destroy()
    })
    // A reset connection is an answer too; what came before it counts.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}
