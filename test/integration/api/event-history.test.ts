import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createFunction } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
beforeEach(() => fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' }))
afterAll(() => busbar[Symbol.asyncDispose]())

async function put(Detail: string, EventBusName = 'default', events = busbar.events) {
  const entry = { Source: 'shop', DetailType: 'x', Detail, EventBusName }
  const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }))
  expect(Entries?.[0]?.ErrorCode).toBeUndefined()
  return Entries?.[0]?.EventId ?? ''
}

async function idsOf(query: string): Promise<string[]> {
  const { events } = (await busbar.admin(`events?${query}`)) as { events: { id: string }[] }
  return events.map(({ id }) => id)
}

it('selects by account, region and bus', async () => {
  await busbar.events.send(new CreateEventBusCommand({ Name: 'orders' }))
  const far = new EventBridgeClient(busbar.clientConfig('999988887777', 'us-west-2'))
  const here = await put('{}')
  const onBus = await put('{}', 'orders')
  const there = await put('{}', 'default', far)
  expect(await idsOf('')).toEqual([there, onBus, here])
  expect(await idsOf(`account=${ACCOUNT}&region=${REGION}`)).toEqual([onBus, here])
  expect(await idsOf('bus=orders')).toEqual([onBus])
  expect(await idsOf('account=999988887777&region=us-west-2&bus=default')).toEqual([there])
  expect(await idsOf('bus=nothing')).toEqual([])
})

it.each([
  'account=1',
  'region=x',
  'limit=0',
  'limit=501',
  'limit=1.5',
  'limit=',
  'after=x',
  'lmit=1',
])('refuses to list events with %s', async (query) => {
  const response = await fetch(`${busbar.url}/_busbar/events?${query}`)
  expect([response.status, await response.json()]).toEqual([400, { error: expect.any(String) }])
})

it('shows an event that is as deep and as wide as events can be', async () => {
  const depth = 990
  const wide = '1,'.repeat(300_000)
  const detail = `{"a":${'['.repeat(depth)}${wide}1${']'.repeat(depth)}}`
  const id = await put(detail)
  for (const path of [`events/${id}`, 'events']) {
    const response = await fetch(`${busbar.url}/_busbar/${path}`)
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toContain(id)
    expect(text.length).toBeLessThan(2 * detail.length)
  }
})

it('forgets uploaded code on reset', async () => {
  await createFunction(busbar.lambda, 'f', 'export const handler = () => {}')
  const { CodeSha256 = '' } = (await (
    await fetch(`${busbar.url}/2015-03-31/functions/f/configuration`, {
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260101/${REGION}/lambda/aws4_request`,
      },
    })
  ).json()) as { CodeSha256?: string }
  const code = `${busbar.url}/_busbar/code/${Buffer.from(CodeSha256, 'base64').toString('hex')}`
  expect((await fetch(code)).status).toBe(200)
  await fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' })
  expect((await fetch(code)).status).toBe(404)
})
