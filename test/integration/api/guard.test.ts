import { ListEventBusesCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'
import { errorOf, exchange, type RawRequest } from './send-operation.ts'

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar({ allowedHosts: ['busbar.example'] })
})
afterAll(() => busbar[Symbol.asyncDispose]())

const post = (path: string, body = '{}', headers: RawRequest['headers'] = {}): RawRequest => ({
  method: 'POST',
  path,
  body,
  headers,
})
/** What a page could do harm with, were it let in. */
const REQUESTS: Record<string, RawRequest> = {
  'creates a bus': post('/', '{"Name":"made"}', { 'X-Amz-Target': 'AWSEvents.CreateEventBus' }),
  'creates a function': post('/2015-03-31/functions'),
  'invokes a function': post('/2015-03-31/functions/f/invocations'),
  'asks who it is': post('/', 'Action=GetCallerIdentity', {
    'Content-Type': 'application/x-www-form-urlencoded',
  }),
  'resets the server': post('/_busbar/reset', ''),
  'reads events': { ...post('/_busbar/events', ''), method: 'GET' },
  'asks for health': { ...post('/health', ''), method: 'GET' },
}
const PAGES: Record<string, RawRequest['headers']> = {
  'by a name of its own': { Host: 'evil.example' },
  'by a name that begins like ours': { Host: 'localhost.evil.example' },
  'of another origin': { Origin: 'https://evil.example' },
  'of no origin': { Origin: 'null' },
  'of another port': { Origin: 'http://localhost:1' },
  'of another site': { 'Sec-Fetch-Site': 'cross-site' },
}

describe.each(Object.entries(PAGES))('a page %s', (_who, headers) => {
  it.each(Object.entries(REQUESTS))('that %s is refused', async (_what, request) => {
    const sent = { ...request, headers: { ...request.headers, ...headers } }
    const answer = await exchange(busbar.url, sent)
    expect(answer.status).toBe(403)
    expect(errorOf(answer)).toEqual({
      code: 'AccessDeniedException',
      message: expect.stringMatching(/not allowed/),
    })
    // Nothing is granted to a preflight either.
    expect(Object.keys(answer.headers)).not.toContain('access-control-allow-origin')
  })
})

it.each([
  'localhost',
  'orders.localhost:4566',
  '127.0.0.1',
  '[::1]:80',
  'busbar',
  'busbar.example',
])('lets in who asks for %s', async (Host) => {
  const health = { method: 'GET', path: '/_busbar/health', body: '', headers: { Host } }
  expect((await exchange(busbar.url, health)).status).toBe(200)
  const own = { ...health, headers: { Host, Origin: `http://${Host}` } }
  expect((await exchange(busbar.url, own)).status).toBe(200)
})

it('answers no preflight', async () => {
  const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }
  const request = { method: 'OPTIONS', path: '/', body: '', headers }
  expect((await exchange(busbar.url, request)).status).toBe(403)
})

it('has done nothing of all this', async () => {
  const { EventBuses } = await busbar.events.send(new ListEventBusesCommand({}))
  expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default'])
})
