import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BareIpc, startBareIpc } from './support/bare-ipc.ts'
import { openGroupCommits } from './support/group-commits.ts'
import { createCaller, routeTo } from './support/put-events.ts'
import { type ResultRow, writeResults } from './support/results.ts'
import { startServer } from './support/server.ts'
import { percentile, rounded } from './support/statistics.ts'

/*
 * From the moment when an event is handed to the client until a warm handler has returned. The schedule is fixed:
 * an event whose connection is busy has begun to wait, and that counts. Beside it, measured before and after
 * each rate: two commits of one row and a bare round trip to a child process.
 */
const isQuick = process.argv.includes('--quick')
const SECONDS = isQuick ? 2 : 5
/** More than some hundred a second do not fit onto one connection: each request waits for the disk. */
const LOADS = [
  { rate: 100, connections: 1 },
  { rate: 300, connections: 1 },
  { rate: 1_000, connections: 8 },
]
const WARM_UP = 200
const REFERENCES = 40
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:returned'

const root = mkdtempSync(join(tmpdir(), 'busbar-latency-'))
// Not among the handlers: what changes there is loaded anew.
const record = join(root, 'record')
const handlers = join(root, 'handlers')
mkdirSync(handlers)
writeFileSync(record, '')
writeFileSync(
  join(handlers, 'returned.mjs'),
  `import { appendFileSync } from 'node:fs'
   export const handler = async ({ detail }) => {
     const at = performance.timeOrigin + performance.now()
     appendFileSync(${JSON.stringify(record)}, detail.n + ' ' + at + '\\n')
   }`,
)

const rows: ResultRow[] = []
{
  await using server = await startServer({ BUSBAR_FUNCTIONS: handlers })
  await using bare = await startBareIpc()
  const commits = openGroupCommits(root)
  const caller = createCaller(server.url, 1)
  await routeTo(caller, ARN)
  const settle = () => fetch(`${server.url}/_busbar/settle`, { method: 'POST' })
  await send(caller, 200, WARM_UP, 0)
  await settle()
  let first = WARM_UP
  for (const { rate, connections } of LOADS) {
    const sender = createCaller(server.url, connections)
    const before = await reference(commits, bare)
    const count = rate * SECONDS
    const sent = await send(sender, rate, count, first)
    await settle()
    const after = await reference(commits, bare)
    rows.push(...toRows(rate, latenciesOf(sent, first), [...before, ...after]))
    sender.close()
    first += count
  }
  caller.close()
  commits.close()
}
rmSync(root, { recursive: true, force: true })
writeResults('latency', rows)

/** @returns when each event was handed over. */
async function send(
  caller: ReturnType<typeof createCaller>,
  rate: number,
  count: number,
  first: number,
): Promise<number[]> {
  const startedAt = now()
  const sent: number[] = []
  const answers: Promise<unknown>[] = []
  while (sent.length < count) {
    const due = Math.min(count, Math.floor(((now() - startedAt) * rate) / 1_000) + 1)
    while (sent.length < due) {
      const Detail = JSON.stringify({ n: first + sent.length })
      sent.push(now())
      const Entries = [{ Source: 'bench', DetailType: 'x', Detail }]
      answers.push(caller.must('PutEvents', { Entries }))
    }
    await pause(1)
  }
  await Promise.all(answers)
  return sent
}

function latenciesOf(sent: readonly number[], first: number): number[] {
  const lines = readFileSync(record, 'utf8').trim().split('\n')
  const returned = lines.map((line) => line.split(' ').map(Number))
  return returned.flatMap(([n = 0, at = 0]) => {
    const sentAt = sent[n - first]
    return sentAt === undefined ? [] : [at - sentAt]
  })
}

async function reference(commits: ReturnType<typeof openGroupCommits>, bare: BareIpc) {
  const durations: number[] = []
  for (let i = 0; i < REFERENCES; i += 1) {
    const startedAt = now()
    commits.commit()
    commits.commit()
    await bare.roundTrip('{}')
    durations.push(now() - startedAt)
  }
  return durations
}

function toRows(rate: number, latencies: readonly number[], references: readonly number[]) {
  return [0.5, 0.99].map((share): ResultRow => {
    const [value, beside] = [percentile(latencies, share), percentile(references, share)]
    return {
      what: `PutEvents to handler returned, ${rate}/s, p${share * 100}`,
      events: latencies.length,
      ms: rounded(value),
      'two commits and a round trip': rounded(beside),
      ratio: rounded(value / beside),
    }
  })
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
