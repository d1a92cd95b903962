import { expect, it } from 'vitest'
import { invocationRoutes } from '../../../src/admin/invocation-routes.ts'
import type { EndedInvocation } from '../../../src/domain/delivery/work.ts'
import type { NewWork } from '../../../src/store/work-queue.ts'
import { anAttempt, anEvent, anInvocation, someWork, toRef } from '../../contract/builders.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { via } from '../delivery/attempting.ts'
import { askerOf } from './asking.ts'

const FUNCTION = `${anInvocation().invokedArn}:$LATEST`
const cause = { requestId: 'r-0', functionArn: 'arn:cause' }

async function open(...work: readonly NewWork[]) {
  const store = createInMemoryStore()
  await store.work.enqueue(work, false)
  const ask = askerOf(invocationRoutes(store.events))
  return { store, show: (id: string) => ask('GET', '/invocations/:id', { parameters: { id } }) }
}

it('says of an invocation that waits who asked for it, and when it is due', async () => {
  const event = toRef(anEvent())
  const direct = someWork({ enqueuedAt: 0, dueAt: 60_000 })
  const byRule = someWork({ work: { ...anInvocation(), via: via() }, event })
  const byRecord = someWork({ work: { ...anInvocation(), cause } })
  const byFunction = someWork({ work: { ...anInvocation(), caller: 'arn:caller' } })
  const { show } = await open(direct, byRule, byRecord, byFunction)
  expect(await show(direct.id)).toEqual({
    status: 200,
    body: {
      requestId: direct.id,
      function: FUNCTION,
      accepted: { at: '1970-01-01T00:00:00.000Z', by: 'Invoke' },
      status: 'waiting',
      nextAttemptAt: '1970-01-01T00:01:00.000Z',
      attempts: [],
    },
  })
  expect(await show(byRule.id)).toMatchObject({
    body: { accepted: { by: 'rule', rule: via().ruleArn, eventId: event.id } },
  })
  expect(await show(byRecord.id)).toMatchObject({
    body: { accepted: { by: 'destination', of: cause } },
  })
  expect(await show(byFunction.id)).toMatchObject({
    body: { accepted: { by: 'Invoke', caller: 'arn:caller' } },
  })
})

it('says of one that is over how it ended, and how its record fared', async () => {
  const invocation = someWork()
  const delivery = someWork({ queue: 'deliveries', dueAt: 5_000 })
  const { show, store } = await open(invocation)
  const [claim] = await store.work.claim('invocations', 1_000, { max: 1 })
  if (!claim) throw new Error('It was due.')
  const arn = 'arn:aws:events:us-east-1:000000000000:event-bus/b'
  const ended: EndedInvocation = {
    acceptedAt: 0,
    functionArn: FUNCTION,
    condition: 'RetriesExhausted',
    destination: { arn, deliveryId: delivery.id, becomes: 'e-1' },
  }
  const attempt = anAttempt({ outcome: 'failed', errorCode: 'TypeError', ended })
  await store.work.settle([{ claim, next: 'done', attempt, following: [delivery] }])
  const { body } = await show(invocation.id)
  expect(body).toMatchObject({
    function: FUNCTION,
    status: 'failed',
    condition: 'RetriesExhausted',
    attempts: [{ number: 1, outcome: 'failed', errorCode: 'TypeError', durationMs: 10 }],
    destination: {
      arn,
      eventId: 'e-1',
      status: 'waiting',
      nextAttemptAt: '1970-01-01T00:00:05.000Z',
    },
  })
  expect(JSON.stringify(body)).not.toContain('"ended"')
})

it('knows neither what there never was nor what is no invocation', async () => {
  const delivery = someWork({ queue: 'deliveries', work: { kind: 'delivery', via: via() } })
  const { show } = await open(delivery)
  for (const id of ['none', delivery.id]) {
    const error = expect.stringContaining(id)
    expect(await show(id)).toEqual({ status: 404, body: { error } })
  }
})
