/**
 * A process of its own that sends PutEvents requests on a schedule that nothing slows down, each on the
 * connection that has been free for longest, and reports what came of them as one line of JSON. What is due
 * while all connections wait for answers is counted, and not sent.
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
  /** How many failed otherwise, by HTTP status or error code. */
  readonly failed: Readonly<Record<string, number>>
  /** Due, and not sent for want of a connection. */
  readonly unsent: number
  /** From sending to the answer, of what was accepted. */
  readonly p50: number
  readonly p99: number
  /** The same of what was sent in each second. */
  readonly p99BySecond: readonly number[]
}

const TICK_MS = 2

const options: OpenLoopOptions = JSON.parse(process.argv[2] ?? '{}')
const { hostname, port, host } = new URL(options.url)
const requests = putEventsRequests(options, host)
const latencies: number[][] = []
const failed: Record<string, number> = {}
const free = new Set<() => void>()
let [connections, due, waiting, refused, unsent] = [0, 0, 0, 0, 0]

const start = performance.now()
const ticking = setInterval(() => {
  const elapsed = Math.min(performance.now() - start, options.durationMs)
  for (; due < (elapsed * options.requestsPerSecond) / 1_000; due += 1) sendOne()
  if (elapsed < options.durationMs) return
  clearInterval(ticking)
  endWhenAnswered()
}, TICK_MS)

function sendOne(): void {
  const [send] = free
  if (send !== undefined) send()
  else if (connections < options.connections) open()
  else unsent += 1
}

function open(): void {
  connections += 1
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let sentAt: number | undefined
  const send = () => {
    free.delete(send)
    waiting += 1
    sentAt = performance.now()
    socket.write(requests[due % requests.length] ?? '')
  }
  const settled = (at: number) => {
    waiting -= 1
    sentAt = undefined
    return at
  }
  onAnswers(socket, (status, body) => {
    if (sentAt === undefined) return
    const at = settled(sentAt)
    if (status === 200) note(at, performance.now() - at)
    else if (body.includes('ThrottlingException')) refused += 1
    else fail(String(status))
    free.add(send)
  })
  let reason = 'closed'
  socket.once('error', (error) => {
    reason = 'code' in error ? String(error.code) : error.message
  })
  socket.once('close', () => {
    connections -= 1
    free.delete(send)
    if (sentAt === undefined) return
    settled(sentAt)
    fail(reason)
  })
  send()
}

function note(sentAt: number, latency: number): void {
  const second = Math.floor((sentAt - start) / 1_000)
  latencies[second] ??= []
  latencies[second].push(latency)
}

function fail(reason: string): void {
  failed[reason] = (failed[reason] ?? 0) + 1
}

function endWhenAnswered(): void {
  if (waiting > 0) return void setTimeout(endWhenAnswered, TICK_MS)
  const all = latencies.flat()
  const report: OpenLoopReport = {
    ...{ accepted: all.length, refused, failed, unsent },
    ...{ p50: percentile(all, 0.5), p99: percentile(all, 0.99) },
    p99BySecond: Array.from(latencies, (ofSecond = []) => percentile(ofSecond, 0.99)),
  }
  process.stdout.write(JSON.stringify(report), () => process.exit())
}
