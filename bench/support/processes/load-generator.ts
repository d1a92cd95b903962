/**
 * A process of its own that keeps one request under way on each of some raw keep-alive sockets, and
 * reports what it saw as one line of JSON. It costs little, since it shares the machine with the server
 * that is measured: requests are made beforehand, and of an answer only status and length are read.
 */
import { connect } from 'node:net'
import { type PutEventsLoad, putEventsRequests } from '../requests.ts'
import { percentile } from '../statistics.ts'
import { onAnswers } from './answers.ts'

export type LoadOptions = PutEventsLoad & {
  readonly url: string
  readonly connections: number
  readonly warmUpMs: number
  readonly measureMs: number
}

export type LoadReport = {
  /** Answered within the measured time. */
  readonly requests: number
  /** Sent at any time. */
  readonly sent: number
  readonly refused: number
  readonly failed: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
}

const options: LoadOptions = JSON.parse(process.argv[2] ?? '{}')
const { hostname, port, host } = new URL(options.url)
const requests = putEventsRequests(options, host)
const latencies: number[] = []
let [sent, refused, failed] = [0, 0, 0]

const start = performance.now() + options.warmUpMs
const end = start + options.measureMs
await Promise.all(Array.from({ length: options.connections }, () => keepAsking()))
const report: LoadReport = {
  requests: latencies.length,
  sent,
  refused,
  failed,
  seconds: options.measureMs / 1_000,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
}
process.stdout.write(JSON.stringify(report))

function keepAsking(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    let sentAt = 0
    const ask = () => {
      sentAt = performance.now()
      if (sentAt < end) socket.write(requests[sent++ % requests.length] ?? '')
      else socket.end(resolve)
    }
    socket.once('connect', ask)
    socket.once('error', reject)
    onAnswers(socket, (status, body) => {
      const now = performance.now()
      if (status === 200) {
        if (body.includes('"FailedEntryCount":0')) {
          if (sentAt >= start && now < end) latencies.push(now - sentAt)
        } else failed += 1
      } else if (body.includes('ThrottlingException')) refused += 1
      else failed += 1
      ask()
    })
  })
}
