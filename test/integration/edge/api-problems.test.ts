import { expect, it } from 'vitest'
import { parseApiRoute } from '../../../src/domain/api-route/api-route.ts'
import { Throttled } from '../../../src/domain/faults.ts'
import { defineOperation } from '../../../src/operations/operation.ts'
import { blob, string, structure } from '../../../src/operations/schema.ts'
import type { Timers } from '../../../src/platform/timers.ts'
import { startEdge } from './start-edge.ts'

const ROUTES = (['1.0', '2.0'] as const).map((payload) =>
  parseApiRoute({ route: `GET /${payload}`, function: 'f', payload }),
)

const invoking = (handle: () => Promise<object>) =>
  defineOperation({
    service: 'lambda',
    name: 'Invoke',
    input: structure('InvocationRequest', { FunctionName: string(), Payload: blob() }),
    handle,
  })

/** Everything that is to happen later happens at once. */
function impatient() {
  const waits: number[] = []
  const timers: Timers = {
    mono: () => 0,
    after(ms, callback) {
      waits.push(ms)
      setImmediate(callback)
      return () => {}
    },
  }
  return { timers, waits }
}

it.each([
  ['1.0', 29_000, 504, '{"message": "Endpoint request timed out"}'],
  ['2.0', 30_000, 503, '{"message":"Service Unavailable"}'],
])('a route of format %s waits %d ms for its function', async (payload, ms, status, text) => {
  const { timers, waits } = impatient()
  const never = invoking(() => new Promise(() => {}))
  await using edge = await startEdge({ operations: [never], api: { routes: ROUTES, timers } })
  const answer = await fetch(`${edge.url}/_api/${payload}`)
  expect([answer.status, await answer.text(), waits]).toEqual([status, text, [ms]])
})

it.each([
  ['1.0', 429, '{"message":"Too Many Requests"}'],
  ['2.0', 503, '{"message":"Service Unavailable"}'],
])('a route of format %s says that its function is throttled', async (payload, status, text) => {
  const throttled = invoking(async () => {
    throw new Throttled('Rate Exceeded.')
  })
  await using edge = await startEdge({ operations: [throttled], api: { routes: ROUTES } })
  const answer = await fetch(`${edge.url}/_api/${payload}`)
  expect([answer.status, await answer.text()]).toEqual([status, text])
})

it('without routes there is no such door', async () => {
  await using edge = await startEdge()
  const answer = await fetch(`${edge.url}/_api/2.0`)
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { message: 'busbar has nothing at GET /_api/2.0.' },
  ])
})
