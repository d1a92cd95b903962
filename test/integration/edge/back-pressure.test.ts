import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { expect, it } from 'vitest'
import { defineOperation } from '../../../src/operations/operation.ts'
import { integer, structure } from '../../../src/operations/schema.ts'
import { until } from '../../support/execution/until.ts'
import { startBusbar } from '../../support/start-busbar.ts'
import { startEdge } from './start-edge.ts'

/** An operation whose requests stay until the gate opens. */
function gated() {
  const begun: number[] = []
  const open: (() => void)[] = []
  const operation = defineOperation<{ N: number }>({
    service: 'events',
    name: 'Wait',
    isHeldBack: true,
    input: structure('WaitRequest', { N: integer() }, ['N']),
    async handle({ N }) {
      begun.push(N)
      await new Promise<void>((resolve) => open.push(resolve))
      return { N }
    },
  })
  return { operation, begun, letOneGo: () => open.shift()?.() }
}

it('pauses requests at half of its limit, refuses them unread at the limit, and recovers', async () => {
  const { operation, begun, letOneGo } = gated()
  const free = defineOperation<object>({
    service: 'events',
    name: 'Free',
    input: structure('FreeRequest', {}),
    handle: async () => ({ isFree: true }),
  })
  await using edge = await startEdge({
    operations: [operation, free],
    intakeLimits: { requests: 4, bytes: 1e6, waitMs: Number.POSITIVE_INFINITY },
  })
  const send = async (target: string, body: string) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${target}`,
    }
    const response = await fetch(edge.url, { method: 'POST', headers, body })
    return { status: response.status, body: await response.json() }
  }
  const answers = [1, 2, 3, 4].map((N) => send('Wait', JSON.stringify({ N })))
  await until('two are read and two wait', () => begun.length === 2 && edge.intake.size() === 4)

  const refused = await send('Wait', 'this is not even JSON')
  expect(refused).toEqual({
    status: 400,
    body: { __type: 'ThrottlingException', message: 'Rate exceeded' },
  })
  expect(begun).toHaveLength(2)
  expect(await send('Free', '{}')).toEqual({ status: 200, body: { isFree: true } })
  expect((await fetch(`${edge.url}/_busbar/health`)).status).toBe(200)

  for (let n = 2; n < 4; n += 1) {
    letOneGo()
    await until('one more is read', () => begun.length === n + 1)
  }
  letOneGo()
  letOneGo()
  expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(
    [1, 2, 3, 4].map((N) => ({ N })),
  )
  const last = send('Wait', '{"N":5}')
  await until('it is read', () => begun.length === 5)
  letOneGo()
  expect((await last).status).toBe(200)
})

it('refuses, unread, one that has waited for too long', async () => {
  const { operation, begun } = gated()
  await using edge = await startEdge({
    operations: [operation],
    intakeLimits: { requests: 4, bytes: 1e6, waitMs: -1 },
  })
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSEvents.Wait',
  }
  const response = await fetch(edge.url, { method: 'POST', headers, body: '{"N":1}' })
  expect({ status: response.status, body: await response.json() }).toEqual({
    status: 400,
    body: { __type: 'ThrottlingException', message: 'Rate exceeded' },
  })
  expect(begun).toEqual([])
  expect(edge.intake.size()).toBe(0)
})

it('has its refusals repeated by the SDK, and loses nothing that it acknowledged', async () => {
  await using busbar = await startBusbar(
    {},
    { intakeLimits: { requests: 2, bytes: 1e6, waitMs: Number.POSITIVE_INFINITY } },
  )
  using client = destroyed(
    new EventBridgeClient({
      ...busbar.clientConfig(),
      maxAttempts: 50,
    }),
  )
  const ids = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const entry = { Source: 'shop', DetailType: 'x', Detail: JSON.stringify({ n }) }
      const { Entries } = await client.client.send(new PutEventsCommand({ Entries: [entry] }))
      return Entries?.[0]?.EventId
    }),
  )
  const text = await (await fetch(`${busbar.url}/_busbar/metrics`)).text()
  expect(Number(/^busbar_requests_throttled_total (\d+)/m.exec(text)?.[1])).toBeGreaterThan(0)
  const { events } = (await busbar.admin('events?limit=500')) as { events: { id: string }[] }
  expect(events.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
})

function destroyed(client: EventBridgeClient) {
  return { client, [Symbol.dispose]: () => client.destroy() }
}
