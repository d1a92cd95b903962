import { describe, expect, it } from 'vitest'
import { eventRoutes } from '../../../src/admin/event-routes.ts'
import type { Attempt } from '../../../src/domain/delivery/work.ts'
import type { LoggedEvent, WorkHistory } from '../../../src/store/event-log.ts'
import { anAttempt, anEvent, anInvocation, scope } from '../../contract/builders.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { askerOf } from './asking.ts'

const functionArn = `arn:aws:lambda:${scope.region}:${scope.account}:function:f`
const busArn = `arn:aws:events:${scope.region}:${scope.account}:event-bus/b`

function toOne(targetArn: string, workId = 'w1'): LoggedEvent['matches'] {
  const delivery = { targetId: '1', targetArn, queue: 'invocations', workId } as const
  return [{ ruleName: 'paid', ruleArn: 'arn:rule', deliveries: [delivery] }]
}

async function open(events: readonly LoggedEvent[], history: Partial<WorkHistory> = {}) {
  const store = createInMemoryStore()
  await store.accept({ events, work: [] })
  const asked: unknown[] = []
  const log = {
    ...store.events,
    async read(options: Parameters<typeof store.events.read>[0]) {
      asked.push(options)
      return { ...(await store.events.read(options)), next: 'more' }
    },
    history: async (ids: readonly string[]) =>
      ids.map((workId) => ({ workId, attempts: [], ...history })),
  }
  return { ask: askerOf(eventRoutes(log)), asked }
}

describe('the list of events', () => {
  it('is newest first, and tells where it goes on', async () => {
    const { ask, asked } = await open([anEvent({ id: 'e1' }), anEvent({ id: 'e2' })])
    const { status, body } = await ask('GET', '/events')
    expect(status).toBe(200)
    expect(body).toMatchObject({ events: [{ id: 'e2' }, { id: 'e1' }], next: 'more' })
    expect(asked).toEqual([{ order: 'newest-first', limit: 50 }])
  })

  it('is narrowed down by account, region and bus, and goes on after a place', async () => {
    const { ask, asked } = await open([])
    const account = '111122223333'
    await ask('GET', '/events', {
      query: `account=${account}&region=eu-west-1&bus=b&after=7&limit=500`,
    })
    expect(asked).toEqual([
      {
        order: 'newest-first',
        limit: 500,
        scope: { account, region: 'eu-west-1' },
        bus: 'b',
        after: '7',
      },
    ])
  })

  it.each([
    ['limit=0', /limit/],
    ['limit=501', /limit/],
    ['limit=1.5', /limit/],
    ['limit=all', /limit/],
    ['limit=', /limit/],
    ['limit=1e2', /limit/],
    ['account=111122223333', /account and region/],
    ['region=eu-west-1', /account and region/],
    ['account=shop&region=eu-west-1', /^account /],
    ['account=111122223333&region=EU%20West', /^region /],
    ['account=111122223333&region=', /^region /],
    ['bus=', /^bus /],
    ['bus=a%20b', /^bus /],
    ['after=', /^after /],
    ['after=nonsense', /^after /],
    ['after=-1', /^after /],
    ['after=99999999999999999999', /^after /],
    ['limit=1&limit=2', /^limit /],
    ['lmit=5', /lmit/],
  ])('refuses %s', async (query, error) => {
    const { ask } = await open([])
    expect(await ask('GET', '/events', { query })).toEqual({
      status: 400,
      body: { error: expect.stringMatching(error) },
    })
  })
})

describe('one event', () => {
  const show = async (matches: LoggedEvent['matches'], history: Partial<WorkHistory> = {}) => {
    const { ask } = await open([anEvent({ id: 'e1', text: '{"a":1}', matches })], history)
    return ask('GET', '/events/:id', { parameters: { id: 'e1' } })
  }

  it('is shown on each bus that it reached', async () => {
    const { ask } = await open([anEvent({ id: 'e1' }), anEvent({ id: 'e1', bus: 'orders' })])
    const { body } = await ask('GET', '/events/:id', { parameters: { id: 'e1' } })
    expect(body).toMatchObject({ buses: [{ bus: 'default' }, { bus: 'orders' }] })
  })

  it('is told by what it says, when it came, and what it matched', async () => {
    const { body } = await show(toOne(functionArn))
    expect(body).toEqual({
      buses: [
        {
          ...scope,
          bus: 'default',
          id: 'e1',
          origin: 'put',
          acceptedAt: '1970-01-01T00:00:01.000Z',
          event: { a: 1 },
          rules: [
            {
              rule: 'paid',
              arn: 'arn:rule',
              targets: [
                { id: '1', arn: functionArn, requestId: 'w1', status: 'unknown', attempts: [] },
              ],
            },
          ],
        },
      ],
    })
    expect((await show(toOne(busArn))).body).toMatchObject({
      buses: [{ rules: [{ targets: [{ deliveryId: 'w1' }] }] }],
    })
  })

  const retrying = anAttempt({ outcome: 'retrying', errorCode: 'TypeError' })
  const work = { enqueuedAt: 0, work: anInvocation() }
  const due = { pending: { ...work, dueAt: 60_000, leased: false } }
  const nextAttemptAt = '1970-01-01T00:01:00.000Z'
  it.each<[string, Partial<WorkHistory>, object]>([
    ['waiting', due, { nextAttemptAt }],
    ['in-progress', { pending: { ...work, dueAt: 0, leased: true } }, {}],
    ['retrying', { ...due, attempts: [retrying] }, { nextAttemptAt }],
    ['succeeded', { attempts: [retrying, anAttempt({ number: 2 })] }, {}],
    ['failed', { attempts: [anAttempt({ outcome: 'failed' })] }, {}],
    ['dropped', { attempts: [anAttempt({ outcome: 'dropped' })] }, {}],
  ])('says that a delivery is %s', async (status, history, more) => {
    const { body } = await show(toOne(functionArn), history)
    const describeAttempt = (attempt: Attempt) => ({
      ...attempt,
      startedAt: '1970-01-01T00:00:01.000Z',
      endedAt: '1970-01-01T00:00:01.010Z',
    })
    const attempts = (history.attempts ?? []).map(describeAttempt)
    const target = { id: '1', arn: functionArn, requestId: 'w1', status, ...more, attempts }
    expect(body).toMatchObject({ buses: [{ rules: [{ targets: [target] }] }] })
    expect(JSON.stringify(body).includes('nextAttemptAt')).toBe('nextAttemptAt' in more)
  })

  it('is not found when the log does not have it', async () => {
    const { ask } = await open([])
    expect(await ask('GET', '/events/:id', { parameters: { id: 'e9' } })).toEqual({
      status: 404,
      body: { error: expect.stringContaining('e9') },
    })
  })
})
