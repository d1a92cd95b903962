/**
 * A process of its own that sends PutEvents requests on a schedule that nothing slows down, each on a
 * connection that is free, and reports what came of them as one line of JSON. What is due while all
 * connections wait for answers is counted, and not sent.
 */
import { connect } from 'node:net'
import { type PutEventsLoad, putEventsRequests } from '../requests.ts'
import { percentile } from '../statistics.ts'
import { onAnswers } from './answers.ts'

export type OpenLoopOptions = PutEventsLoad & {
  readonly url: string
  readonly requestsPerSecond: number
  readonly connections: number
  readonly durationMs: number
}

export type OpenLoopReport = {
  readonly accepted: number
  readonly refused: number
  readonly failed: number
  /** Due, and not sent for want of a connection. */
  readonly unsent: number
  /** From sending to the answer, of what was accepted. */
  readonly p50: number
  readonly p99: number
}

const TICK_MS = 2

const options: OpenLoopOptions = JSON.parse(process.argv[2] ?? '{}')
const { hostname, port, host } = new URL(options.url)
const requests = putEventsRequests(options, host)
const latencies: number[] = []
const free: (() => void)[] = []
let [connections, due, waiting, refused, failed, unsent] = [0, 0, 0, 0, 0, 0]

const start = performance.now()
const ticking = setInterval(() => {
  const elapsed = Math.min(performance.now() - start, options.durationMs)
  for (; due < (elapsed * options.requestsPerSecond) / 1_000; due += 1) sendOne()
  if (elapsed < options.durationMs) return
  clearInterval(ticking)
  endWhenAnswered()
}, TICK_MS)

function sendOne(): void {
  const send = free.pop()
  if (send !== undefined) send()
  else if (connections < options.connections) open()
  else unsent += 1
}

function open(): void {
  connections += 1
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let sentAt = 0
  const send = () => {
    waiting += 1
    sentAt = performance.now()
    socket.write(requests[due % requests.length] ?? '')
  }
  onAnswers(socket, (status, body) => {
    waiting -= 1
    if (status === 200) latencies.push(performance.now() - sentAt)
    else if (body.includes('ThrottlingException')) refused += 1
    else failed += 1
    free.push(send)
  })
  socket.once('error', () => {
    failed += 1
    waiting -= 1
    connections -= 1
  })
  send()
}

function endWhenAnswered(): void {
  if (waiting > 0) return void setTimeout(endWhenAnswered, TICK_MS)
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
  const report: OpenLoopReport = {
    ...{ accepted: latencies.length, refused, failed, unsent },
    ...{ p50, p99 },
  }
  process.stdout.write(JSON.stringify(report), () => process.exit())
}
