import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCountingHandler } from '../support/counting-handler.ts'
import { createCaller, routeTo } from '../support/put-events.ts'
import { startServer } from '../support/server.ts'

const ENTRIES = 10
const CONNECTIONS = 16
const TICK_MS = 5
const DETAIL = JSON.stringify({ text: 'x'.repeat(200) })
const BODY = JSON.stringify({
  Entries: Array.from({ length: ENTRIES }, () => ({
    Source: 'bench',
    DetailType: 'x',
    Detail: DETAIL,
  })),
})

/**
 * Events come on a schedule that nothing slows down, faster than two environments work them off: how many
 * invocations are complete per second, and what that takes up.
 */
export async function measureThroughput(eventsPerSecond: number, seconds: number) {
  const root = mkdtempSync(join(tmpdir(), 'busbar-bench-'))
  const handler = createCountingHandler(root)
  const measured = await load(handler, eventsPerSecond, seconds)
  rmSync(root, { recursive: true, force: true })
  return measured
}

async function load(
  handler: ReturnType<typeof createCountingHandler>,
  eventsPerSecond: number,
  seconds: number,
) {
  // One function may have three quarters of the environments.
  const settings = { BUSBAR_FUNCTIONS: handler.handlers, BUSBAR_MAX_ENVIRONMENTS: '3' }
  await using server = await startServer(settings)
  const caller = createCaller(server.url, CONNECTIONS)
  await routeTo(caller, handler.arn)
  await warmUp(caller, handler)
  const offering = offer(caller, eventsPerSecond, (seconds + 1) * 1_000)
  await pause(1_000)
  const before = { count: handler.count(), at: performance.now() }
  let rssMiB = 0
  while (performance.now() - before.at < seconds * 1_000) {
    await pause(100)
    rssMiB = Math.max(rssMiB, server.rssMiB())
  }
  const perSecond = ((handler.count() - before.count) * 1_000) / (performance.now() - before.at)
  const { sent, accepted } = await offering
  caller.close()
  return {
    'offered per s': sent / (seconds + 1),
    'accepted per s': accepted / (seconds + 1),
    'completed per s': perSecond,
    'server MiB': rssMiB,
  }
}

/** Until both environments are there: their start is not what is measured. */
async function warmUp(
  caller: ReturnType<typeof createCaller>,
  handler: ReturnType<typeof createCountingHandler>,
): Promise<void> {
  for (let i = 0; i < 20; i += 1) await caller.call('PutEvents', BODY)
  while (handler.count() < 20 * ENTRIES) await pause(50)
}

/** Sends what is due at each tick, whether or not earlier requests are answered; refused ones are not repeated. */
async function offer(
  caller: ReturnType<typeof createCaller>,
  eventsPerSecond: number,
  durationMs: number,
) {
  const startedAt = performance.now()
  let sent = 0
  let accepted = 0
  const send = async () => {
    sent += 1
    // What is not answered when the server ends was not accepted in time.
    const status = await caller.call('PutEvents', BODY).catch(() => 0)
    if (status === 200) accepted += 1
  }
  for (let now = 0; now < durationMs; now = performance.now() - startedAt) {
    const due = Math.floor((now * eventsPerSecond) / 1_000 / ENTRIES)
    while (sent < due) void send()
    await pause(TICK_MS)
  }
  return { sent: sent * ENTRIES, accepted: accepted * ENTRIES }
}
