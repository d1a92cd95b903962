/**
 * What happens when three times as many events come as can be taken in: `node bench/overload.ts [seconds]`.
 *
 * Finds out what the server takes in, then offers a third of that, three times of it for as long as asked
 * (40 seconds), and a third again, at once. Every fourth event goes to a function, so that deliveries have
 * to keep their rate as well. The connections are fewer than the server has, and more than it lets in.
 */

import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createCountingHandler } from './support/counting-handler.ts'
import type { OpenLoopOptions, OpenLoopReport } from './support/processes/open-loop.ts'
import { createCaller } from './support/put-events.ts'
import { putEventsLoad } from './support/put-events-load.ts'
import { type ResultRow, writeResults } from './support/results.ts'
import { type BenchServer, newDataDirectory, startServer } from './support/server.ts'
import { rounded } from './support/statistics.ts'

const run = promisify(execFile)
const OPEN_LOOP = fileURLToPath(new URL('./support/processes/open-loop.ts', import.meta.url))

const SECONDS = Number(process.argv[2] ?? 40)
const CALM_SECONDS = 8
const ENTRIES = 10
const LOAD = { entries: ENTRIES, detailBytes: 600 }
const CONNECTIONS = 960
/** Of the hundred sources that the load has. */
const ROUTED = Array.from({ length: 25 }, (_, n) => `shop.${n}`)

const handler = createCountingHandler(newDataDirectory())
await using server = await startServer({ BUSBAR_FUNCTIONS: handler.handlers })
const caller = createCaller(server.url, 1)
await caller.must('PutRule', { Name: 'some', EventPattern: JSON.stringify({ source: ROUTED }) })
await caller.must('PutTargets', { Rule: 'some', Targets: [{ Id: '1', Arn: handler.arn }] })
const full = { ...LOAD, connections: 256, warmUpMs: 4_000, measureMs: 3_000 }
const capacity = (await putEventsLoad(server, full)).eventsPerSecond
await settle()

const rows: ResultRow[] = [
  await offer(server, 'before', capacity / 3, CALM_SECONDS),
  await offer(server, 'overload', capacity * 3, SECONDS),
  await offer(server, 'after', capacity / 3, CALM_SECONDS),
]
const settledFor = performance.now()
await settle()
console.log(`settled after ${Math.round((performance.now() - settledFor) / 1_000)} s`)
caller.close()
writeResults('overload', rows)

async function offer(
  { url, rssMiB }: BenchServer,
  phase: string,
  eventsPerSecond: number,
  seconds: number,
): Promise<ResultRow> {
  const options: OpenLoopOptions = {
    ...LOAD,
    ...{ url, seed: 1, connections: CONNECTIONS },
    ...{ requestsPerSecond: eventsPerSecond / ENTRIES, durationMs: seconds * 1_000 },
  }
  const before = { count: handler.count(), at: performance.now() }
  let mostMiB = 0
  const isEnding = new AbortController()
  const watching = watch()
  const { stdout } = await run(process.execPath, [OPEN_LOOP, JSON.stringify(options)])
  const took = (performance.now() - before.at) / 1_000
  const delivered = handler.count() - before.count
  isEnding.abort()
  await watching
  const { accepted, refused, failed, unsent, p50, p99 }: OpenLoopReport = JSON.parse(stdout)
  const perSecond = (requests: number) => Math.round((requests * ENTRIES) / seconds)
  return {
    phase,
    'offered events/s': Math.round(eventsPerSecond),
    'accepted/s': perSecond(accepted),
    'refused/s': perSecond(refused),
    'not sent/s': perSecond(unsent),
    failed,
    'p50 ms': rounded(p50),
    'p99 ms': rounded(p99),
    'delivered/s': Math.round(delivered / took),
    'RSS MiB': Math.round(mostMiB),
  }

  async function watch() {
    while (!isEnding.signal.aborted) {
      mostMiB = Math.max(mostMiB, rssMiB())
      await pause(200)
    }
  }
}

/** Deliveries that are left over from one phase would take the time of the next one. */
async function settle(): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ timeout: 100_000 })
  await fetch(`${server.url}/_busbar/settle`, { method: 'POST', headers, body })
}
