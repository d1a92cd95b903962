import { expect, it } from 'vitest'
import { createAsyncInvoker } from '../../../src/delivery/create-async-invoker.ts'
import { scope } from '../../contract/builders.ts'
import { heldAttempts, openDispatcher, turn } from './dispatching.ts'

const request = {
  requestId: 'r1',
  function: { ...scope, name: 'charge', qualifier: '$LATEST' },
  invokedArn: 'arn:f',
  payload: '{"a":1}',
  traceHeader: 'Root=1',
}

it('queues an invocation in the lane of its function, and has it run', async () => {
  const held = heldAttempts()
  const { dispatcher: invocations, store, clock } = openDispatcher(held.perform)
  clock.set(5)
  const invoker = createAsyncInvoker({ work: store.work, invocations, clock })
  await invoker.enqueue(request)
  expect(held.running()).toEqual(['r1'])
  expect(store.pending()).toMatchObject([
    {
      id: 'r1',
      queue: 'invocations',
      lane: `${scope.account}/${scope.region}/charge`,
      enqueuedAt: 5,
      dueAt: 5,
      payload: '{"a":1}',
      work: {
        kind: 'invocation',
        function: request.function,
        invokedArn: 'arn:f',
        traceHeader: 'Root=1',
      },
    },
  ])
  await invoker.enqueue(request)
  expect(store.pending()).toHaveLength(1)
})

it('leaves it in the store while there is no room, and refuses when the store does', async () => {
  const held = heldAttempts()
  const { dispatcher: invocations, store, clock } = openDispatcher(held.perform)
  const invoker = createAsyncInvoker({ work: store.work, invocations, clock })
  for (let i = 0; i < 1_100; i += 1) await invoker.enqueue({ ...request, requestId: `r${i}` })
  expect(invocations.backlog()).toBeLessThan(1_010)
  held.release()
  await turn()
  expect(store.pending()).toEqual([])
  store.isDown = true
  await expect(invoker.enqueue(request)).rejects.toThrow('The disk is full.')
})
