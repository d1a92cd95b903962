import { createHash } from 'node:crypto'
import {
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  GetFunctionCommand,
  InvokeCommand,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionExists,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy, zipOf } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const post = async (busbar: Busbar, path: string, body: object = {}) => {
  const init = { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`${busbar.url}/_busbar/${path}`, init)
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

async function putEvents(busbar: Busbar, count: number) {
  const entry = { Source: 'shop', DetailType: 'x', Detail: '{}' }
  await busbar.events.send(new PutEventsCommand({ Entries: Array(count).fill(entry) }))
}

it('forgets everything on reset, what waits for later included', async () => {
  await using busbar = await startBusbar()
  await createFunction(
    busbar.lambda,
    'failing',
    `console.log('EVENT 1'); export const handler = async () => { throw new Error('x') }`,
  )
  await busbar.events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }))
  await busbar.events.send(
    new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: arnOf('failing') }] }),
  )
  await putEvents(busbar, 1)
  await busbar.settle()
  expect(await recordedBy(busbar, 'failing')).toEqual([1])

  expect(await post(busbar, 'reset')).toEqual({ status: 204, body: undefined })
  expect(await busbar.admin('events')).toEqual({ events: [] })
  expect((await busbar.events.send(new ListRulesCommand({}))).Rules).toEqual([])
  expect((await busbar.lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([])
  await expect(recordedBy(busbar, 'failing')).rejects.toThrow('does not exist')
  await busbar.advance(300)
  await expect(recordedBy(busbar, 'failing')).rejects.toThrow('does not exist')
  expect(busbar.app.settle).toBeDefined()
})

it('says what still runs when it does not settle in time', async () => {
  await using busbar = await startBusbar()
  const source = `export const handler = () => new Promise((resolve) => setTimeout(resolve, 1_500))`
  await createFunction(busbar.lambda, 'slow', source)
  await busbar.lambda.send(new InvokeCommand({ FunctionName: 'slow', InvocationType: 'Event' }))
  expect(await post(busbar, 'settle?timeout=50')).toEqual({
    status: 408,
    body: { settled: false, running: [{ label: 'invocations', count: 1 }] },
  })
  await busbar.settle()
})

it('waits for synchronous invocations too', async () => {
  await using busbar = await startBusbar()
  const source = `export const handler = () => new Promise((resolve) => setTimeout(resolve, 1_000))`
  await createFunction(busbar.lambda, 'slow', source)
  const invocation = busbar.lambda.send(new InvokeCommand({ FunctionName: 'slow' }))
  let running: unknown
  while (running === undefined) {
    const { body } = await post(busbar, 'settle?timeout=50')
    running = body.running
  }
  expect(running).toEqual([{ label: 'synchronous invocations', count: 1 }])
  await invocation
})

it.each([
  ['clock', { now: 'yesterday' }, 400],
  ['clock', { now: '2001-01-01T00:00:00Z' }, 400],
  ['clock/advance', {}, 400],
  ['clock/advance', { seconds: -1 }, 400],
  ['clock/advance', { seconds: 1, milliseconds: 1 }, 400],
  ['settle?timeout=never', {}, 400],
  ['nothing', {}, 404],
])('refuses POST %s with %j', async (path, body, status) => {
  await using busbar = await startBusbar()
  expect(await post(busbar, path, body)).toEqual({ status, body: { error: expect.any(String) } })
})

it('goes over years in a moment when nothing is due in them', async () => {
  await using busbar = await startBusbar()
  const before = busbar.app.clock?.now() ?? 0
  const { status, body } = await post(busbar, 'clock/advance', { seconds: 5 * 365 * 86_400 })
  expect(status).toBe(200)
  expect(body).toMatchObject({ now: new Date(before + 5 * 365 * 86_400_000).toISOString() })
})

it('leaves the clock alone when the server goes by the real time', async () => {
  await using busbar = await startBusbar({ clock: 'system' })
  expect((await post(busbar, 'clock/advance', { seconds: 1 })).status).toBe(409)
  expect(await busbar.admin('clock')).toMatchObject({ mode: 'system' })
})

it('pages through the events, newest first', async () => {
  await using busbar = await startBusbar()
  for (const count of [2, 3]) await putEvents(busbar, count)
  const seen: string[] = []
  let after: string | undefined
  do {
    const query = `limit=2${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`
    const page = (await busbar.admin(`events?${query}`)) as {
      events: { id: string }[]
      next?: string
    }
    seen.push(...page.events.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  expect(new Set(seen).size).toBe(5)
  expect(await busbar.admin('events?limit=none')).toMatchObject({
    error: expect.stringContaining('limit'),
  })
  expect(await busbar.admin('events/none')).toMatchObject({
    error: expect.stringContaining('none'),
  })
})

it('gives the uploaded code back, and satisfies the waiters of the SDK', async () => {
  await using busbar = await startBusbar()
  const waiter = { client: busbar.lambda, maxWaitTime: 10 }
  await createFunction(busbar.lambda, 'f', RECORDER)
  await waitUntilFunctionExists(waiter, { FunctionName: 'f' })
  await waitUntilFunctionActiveV2(waiter, { FunctionName: 'f' })
  const zip = zipOf({ 'index.mjs': `${RECORDER}\n` })
  await busbar.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: zip }))
  await waitUntilFunctionUpdatedV2(waiter, { FunctionName: 'f' })

  const { Code, Configuration } = await busbar.lambda.send(
    new GetFunctionCommand({ FunctionName: 'f' }),
  )
  const downloaded = Buffer.from(await (await fetch(Code?.Location ?? '')).arrayBuffer())
  expect(createHash('sha256').update(downloaded).digest('base64')).toBe(Configuration?.CodeSha256)
  expect(downloaded.equals(zip)).toBe(true)
})

it('answers health checks and Prometheus', async () => {
  await using busbar = await startBusbar()
  await putEvents(busbar, 3)
  for (const path of ['/_busbar/health', '/_busbar/ready', '/health', '/_localstack/health']) {
    expect((await fetch(busbar.url + path)).status).toBe(200)
  }
  const metrics = await (await fetch(`${busbar.url}/_busbar/metrics`)).text()
  expect(metrics).toContain('busbar_events_accepted_total 3\n')
})
