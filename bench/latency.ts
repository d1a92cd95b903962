import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startServer } from './support/server.ts'
import { percentile, rounded } from './support/statistics.ts'

const EVENTS = 2_000
const WARM_UP = 200
const EVERY_MS = 5

const folder = mkdtempSync(join(tmpdir(), 'busbar-latency-'))
// Not among the handlers: what changes there is loaded anew.
const record = join(folder, 'record')
const handlers = join(folder, 'handlers')
mkdirSync(handlers)
writeFileSync(record, '')
writeFileSync(
  join(handlers, 'returned.mjs'),
  `import { appendFileSync } from 'node:fs'
   export const handler = async ({ detail }) => {
     appendFileSync(${JSON.stringify(record)}, detail.n + ' ' + (performance.timeOrigin + performance.now()) + '\\n')
   }`,
)

{
  await using server = await startServer({ BUSBAR_FUNCTIONS: handlers })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const call = (operation: string, input: object) => post(agent, server.url, operation, input)
  await call('PutRule', { Name: 'r', EventPattern: '{"source":["bench"]}' })
  const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:returned'
  await call('PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn }] })

  const sent: number[] = []
  const answered: number[] = []
  for (let n = 0; n < EVENTS + WARM_UP; n++) {
    const at = performance.timeOrigin + performance.now()
    sent.push(at)
    const entry = { Source: 'bench', DetailType: 'x', Detail: JSON.stringify({ n }) }
    await call('PutEvents', { Entries: [entry] })
    answered.push(performance.timeOrigin + performance.now() - at)
    await pause(EVERY_MS)
  }
  await fetch(`${server.url}/_busbar/settle`, { method: 'POST' })
  const latencies = readFileSync(record, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .filter(([n = 0]) => n >= WARM_UP)
    .map(([n = 0, at = 0]) => at - (sent[n] ?? 0))
  console.table({
    'PutEvents answered (ms)': row(answered.slice(WARM_UP)),
    'PutEvents to handler returns (ms)': row(latencies),
  })
  agent.destroy()
}
rmSync(folder, { recursive: true })

function row(values: readonly number[]) {
  const [p50, p99] = [percentile(values, 0.5), percentile(values, 0.99)]
  return {
    events: values.length,
    p50: rounded(p50),
    p99: rounded(p99),
    max: rounded(Math.max(...values)),
  }
}

function post(agent: Agent, url: string, operation: string, input: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${operation}`,
    }
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`${operation}: ${response.statusCode}`)),
      )
    })
    sending.once('error', reject)
    sending.end(JSON.stringify(input))
  })
}
