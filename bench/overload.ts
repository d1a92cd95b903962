/**
 * What happens when three times as many events come as can be taken in: `node bench/overload.ts [seconds]`.
 *
 * Finds out what the server takes in, then offers a third of that, all of it, three times of it for as long as
 * asked (40 seconds), and a third again, at once. Every fourth event goes to a function: what is delivered at
 * three times the capacity compares to what is delivered at the capacity, since both times the server has to
 * share the machine with all that it takes in. The connections are fewer than the server has, and more than
 * it lets in.
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

type Phase = { readonly report: OpenLoopReport; readonly row: ResultRow }

const run = promisify(execFile)
const OPEN_LOOP = fileURLToPath(new URL('./support/processes/open-loop.ts', import.meta.url))

const SECONDS = Number(process.argv[2] ?? 40)
const OTHER_SECONDS = 8
/** In which all has to be as it was before. */
const LAST_SECONDS = 30
const ENTRIES = 10
const LOAD = { entries: ENTRIES, detailBytes: 600 }
const CONNECTIONS = 960
/** Of the hundred sources that the load has. */
const ROUTED = Array.from({ length: 25 }, (_, n) => `shop.${n}`)
const SETTLE_MS = 100_000

const handler = createCountingHandler(newDataDirectory())
await using server = await startServer({ BUSBAR_FUNCTIONS: handler.handlers })
const caller = createCaller(server.url, 1)
await caller.must('PutRule', { Name: 'some', EventPattern: JSON.stringify({ source: ROUTED }) })
await caller.must('PutTargets', { Rule: 'some', Targets: [{ Id: '1', Arn: handler.arn }] })
caller.close()
const full = { ...LOAD, connections: 256, warmUpMs: 4_000, measureMs: 3_000 }
const capacity = (await putEventsLoad(server, full)).eventsPerSecond
await settle()

const calm = await offer(server, 'a third', capacity / 3, OTHER_SECONDS)
const busy = await offer(server, 'all', capacity, OTHER_SECONDS)
// What is left over would take the time of what is measured next; the last phase has to cope with that.
await settle()
const flooded = await offer(server, 'three times', capacity * 3, SECONDS)
const after = await offer(server, 'a third again', capacity / 3, LAST_SECONDS)
const settledFor = await settle()
console.log(`p99 as before after ${recoveredAfter(calm.report, after.report)} s`)
console.log(`settled ${settledFor === undefined ? 'not yet' : `after ${settledFor} s`}`)
writeResults(
  'overload',
  [calm, busy, flooded, after].map(({ row }) => row),
)

/** Sends as many events as asked for, and watches what the server makes of it. */
async function offer(
  { url, rssMiB }: BenchServer,
  phase: string,
  eventsPerSecond: number,
  seconds: number,
): Promise<Phase> {
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
  const report: OpenLoopReport = JSON.parse(stdout)
  const { accepted, refused, failed, unsent, p50, p99 } = report
  const perSecond = (requests: number) => Math.round((requests * ENTRIES) / seconds)
  const row = {
    phase,
    'offered events/s': Math.round(eventsPerSecond),
    'accepted/s': perSecond(accepted),
    'refused/s': perSecond(refused),
    'not sent/s': perSecond(unsent),
    failed: Object.entries(failed).map(String).join(' ') || 0,
    'p50 ms': rounded(p50),
    'p99 ms': rounded(p99),
    'to deliver/s': Math.round(perSecond(accepted) * (ROUTED.length / 100)),
    'delivered/s': Math.round(delivered / took),
    'RSS MiB': Math.round(mostMiB),
  }
  return { report, row }

  async function watch() {
    while (!isEnding.signal.aborted) {
      mostMiB = Math.max(mostMiB, rssMiB())
      await pause(200)
    }
  }
}

/** How many seconds go by until one of them is no worse than the worst of before. */
function recoveredAfter(before: OpenLoopReport, after: OpenLoopReport): number | string {
  const worst = Math.max(...before.p99BySecond)
  const second = after.p99BySecond.findIndex((p99) => p99 <= worst)
  return second < 0 ? `more than ${after.p99BySecond.length}` : second
}

/** @returns how many seconds it took until nothing was left to be delivered. */
async function settle(): Promise<number | undefined> {
  const start = performance.now()
  // A connection that was kept through a phase might be closed by the server in the moment in which it is used again.
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const body = JSON.stringify({ timeout: SETTLE_MS })
  const { ok } = await fetch(`${server.url}/_busbar/settle`, { method: 'POST', headers, body })
  return ok ? Math.round((performance.now() - start) / 1_000) : undefined
}
