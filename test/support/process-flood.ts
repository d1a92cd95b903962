import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { authorization } from './process-client.ts'

/** An answer as it came over the wire. */
export type FloodAnswer = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Flood = {
  /** The ids of all events that were acknowledged. */
  readonly acknowledged: readonly string[]
  /** Every answer that was not a success. */
  readonly refusals: readonly FloodAnswer[]
}

/**
 * Sends one request on each of many connections, all at once, and another one whenever an answer comes,
 * until there is enough of it and every request has its answer. Costs far less than the server does.
 */
export async function flood(
  url: string,
  connections: number,
  input: object,
  isEnough: (flood: Flood) => boolean,
): Promise<Flood> {
  const { hostname, port, host } = new URL(url)
  const request = requestOf(host, JSON.stringify(input))
  const [acknowledged, refusals]: [string[], FloodAnswer[]] = [[], []]
  const sockets = Array.from({ length: connections }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true }),
  )
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))

  const keepAsking = async (socket: Socket) => {
    const answers = answersOf(socket)
    do {
      socket.write(request)
      const { value: answer, done } = await answers.next()
      if (done) throw new Error('A connection was closed before its answer.')
      if (answer.status === 200) acknowledged.push(...idsIn(answer.body))
      else refusals.push(answer)
    } while (!isEnough({ acknowledged, refusals }))
    socket.destroy()
  }
  await Promise.all(sockets.map(keepAsking))
  return { acknowledged, refusals }
}

function requestOf(host: string, body: string): string {
  return [
    'POST / HTTP/1.1',
    `Host: ${host}`,
    'Content-Type: application/x-amz-json-1.1',
    'X-Amz-Target: AWSEvents.PutEvents',
    `Authorization: ${authorization('events')}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

/** The answers on a connection that never has more than one request under way. */
async function* answersOf(socket: Socket): AsyncGenerator<FloodAnswer, undefined> {
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    const answer = toAnswer(text)
    if (answer === undefined) continue
    text = ''
    yield answer
  }
  return undefined
}

/** @returns `undefined` as long as some of it is missing. */
function toAnswer(text: string): FloodAnswer | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const body = text.slice(headEnd + 4)
  if (body.length < Number(headers['content-length'])) return undefined
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

function idsIn(body: string): string[] {
  const { Entries } = JSON.parse(body) as { Entries: readonly { EventId: string }[] }
  return Entries.map(({ EventId }) => EventId)
}
