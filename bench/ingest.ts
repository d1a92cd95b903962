/**
 * How fast events are accepted, durably: `node bench/ingest.ts [--quick | --budget]`.
 *
 * Each row is a server of its own with its data on the disk of the temporary folder, loaded from another
 * process, next to two references: a `node:http` server that only parses and answers the same requests, and
 * better-sqlite3 that only commits events of the same size.
 */

import { type Load, putEventsLoad, startBareServer } from './support/put-events-load.ts'
import { putRules } from './support/put-rules.ts'
import { measureRawCommits } from './support/raw-commits.ts'
import { writeResults } from './support/results.ts'
import { startServer } from './support/server.ts'
import { rounded } from './support/statistics.ts'

type Case = {
  readonly entries: number
  readonly connections: number
  readonly rules: number
  /** Fills the log to its limit first, so that each commit prunes as well. */
  readonly isPastLimit: boolean
}

const isQuick = process.argv.includes('--quick')
const isBudget = process.argv.includes('--budget')
const MEASURE_MS = isQuick ? 2_000 : 5_000
const WARM_UP_MS = isQuick ? 1_000 : 2_000
/** Of the events that the load sends, with their envelopes. */
const EVENT_BYTES = 900
const DETAIL_BYTES = 600
const SMALL_LOG_MB = 16

const BUDGET: readonly Case[] = [
  { entries: 10, connections: 32, rules: 1_000, isPastLimit: true },
  { entries: 1, connections: 64, rules: 0, isPastLimit: false },
]
const ALL: readonly Case[] = [
  ...BUDGET,
  { entries: 10, connections: 32, rules: 1_000, isPastLimit: false },
  { entries: 10, connections: 32, rules: 0, isPastLimit: false },
  { entries: 10, connections: 32, rules: 10_000, isPastLimit: false },
  { entries: 10, connections: 1, rules: 0, isPastLimit: false },
  { entries: 10, connections: 128, rules: 0, isPastLimit: false },
  { entries: 1, connections: 1, rules: 0, isPastLimit: false },
  { entries: 1, connections: 128, rules: 1_000, isPastLimit: false },
]

const raw = await measureRawCommits(EVENT_BYTES, MEASURE_MS)
const rows = []
for (const one of isQuick || isBudget ? BUDGET : ALL) rows.push(await measure(one))
writeResults('ingest', rows)

async function measure({ entries, connections, rules, isPastLimit }: Case) {
  const load = {
    ...{ entries, connections, detailBytes: DETAIL_BYTES },
    ...{ warmUpMs: WARM_UP_MS, measureMs: MEASURE_MS },
  }
  const bare = await onBareServer(load)
  await using server = await startServer(
    isPastLimit ? { BUSBAR_RETENTION_MB: String(SMALL_LOG_MB) } : {},
  )
  await putRules(server.url, rules)
  if (isPastLimit) await putEventsLoad(server, { ...load, warmUpMs: 0, measureMs: 2_000 })
  const measured = await putEventsLoad(server, load)
  if (measured.failed > 0) throw new Error(`${measured.failed} requests failed.`)
  const perSecond = measured.eventsPerSecond
  return {
    entries,
    connections,
    rules,
    'past limit': isPastLimit ? 'yes' : 'no',
    'events/s': Math.round(perSecond),
    'p50 ms': rounded(measured.p50),
    'p99 ms': rounded(measured.p99),
    'bare events/s': Math.round(bare.eventsPerSecond),
    'of bare': rounded(perSecond / bare.eventsPerSecond),
    'raw commits/s': Math.round(raw),
    'of raw': rounded(perSecond / raw),
    'cpu µs/event': rounded(measured.cpuMicros),
    'bare cpu µs': rounded(bare.cpuMicros),
    'RSS MiB': Math.round(server.rssMiB()),
  }
}

async function onBareServer(load: Load) {
  await using bare = await startBareServer()
  return await putEventsLoad(bare, load)
}
