import { expect, it } from 'vitest'
import type { Job } from '../../../src/delivery/lanes.ts'
import { NOT_BEGUN, type Outcome } from '../../../src/delivery/outcome.ts'
import type { Slot } from '../../../src/delivery/slot.ts'
import { done, manyIn, openDispatcher, turn } from './dispatching.ts'

type Attempt = {
  readonly id: string
  readonly isShared: boolean
  readonly free: () => void
  readonly end: (outcome: Outcome | typeof NOT_BEGUN) => void
}

/** Attempts that keep their slots, and end when a test says so. */
function attempts() {
  const running: Attempt[] = []
  const begun: string[] = []
  return {
    begun,
    running,
    shared: () => running.filter(({ isShared }) => isShared).map(({ id }) => id),
    of: (id: string) => running.find((one) => one.id === id) as Attempt,
    perform(job: Job, slot: Slot) {
      const { id } = job.claim
      begun.push(id)
      const free = slot.keep()
      return new Promise<Outcome | typeof NOT_BEGUN>((resolve) => {
        const end = (outcome: Outcome | typeof NOT_BEGUN) => {
          running.splice(running.indexOf(attempt), 1)
          resolve(outcome)
        }
        const attempt = { id, isShared: slot.isShared, free, end }
        running.push(attempt)
      })
    },
  }
}

it('lets as many follow those that run as their target takes', async () => {
  const held = attempts()
  const { bring } = openDispatcher(held.perform, { mostPerLane: () => 1, mostShared: () => 2 })
  await bring(manyIn('a', 5))
  expect(held.begun).toEqual(['a0', 'a1', 'a2'])
  expect(held.shared()).toEqual(['a1', 'a2'])
  held.of('a1').end(done)
  await turn()
  expect(held.shared()).toEqual(['a2', 'a3'])
})

it('keeps a slot until all that share it are over', async () => {
  const held = attempts()
  let most = 1
  const { bring } = openDispatcher(held.perform, { mostPerLane: () => 1, mostShared: () => most })
  await bring(manyIn('a', 3))
  const [first, second] = [held.of('a0'), held.of('a1')]
  most = 0
  first.end(done)
  second.end(done)
  await turn()
  expect(held.running).toEqual([])
  first.free()
  await turn()
  expect(held.begun).toEqual(['a0', 'a1', 'a2'])
})

it('takes what has not begun up again, in order and uncounted', async () => {
  const held = attempts()
  let most = 2
  const { bring, store } = openDispatcher(held.perform, {
    mostPerLane: () => 1,
    mostShared: () => most,
  })
  await bring(manyIn('a', 4))
  most = 0
  for (const id of ['a2', 'a1']) held.of(id).end(NOT_BEGUN)
  await turn()
  expect(held.running.map(({ id }) => id)).toEqual(['a0'])
  for (const id of ['a0', 'a1', 'a2', 'a3']) {
    const attempt = held.of(id)
    expect(attempt.isShared).toBe(false)
    attempt.free()
    attempt.end(done)
    await turn()
  }
  expect(await store.work.depth('invocations', 0)).toMatchObject({ ready: 0, leased: 0 })
})

it('lets nobody follow while another lane waits for its turn', async () => {
  const held = attempts()
  const { bring } = openDispatcher(held.perform, {
    mostAtOnce: 1,
    mostPerLane: () => 1,
    mostShared: () => 1,
  })
  await bring([...manyIn('a', 1), ...manyIn('b', 1), ...manyIn('a', 2).slice(1)])
  expect(held.begun).toEqual(['a0'])
  held.of('a0').free()
  held.of('a0').end(done)
  await turn()
  expect(held.begun).toEqual(['a0', 'b0'])
})

it('forgets what has not begun when the store was emptied meanwhile', async () => {
  const held = attempts()
  const { bring, dispatcher } = openDispatcher(held.perform, {
    mostPerLane: () => 1,
    mostShared: () => 1,
  })
  await bring(manyIn('a', 2))
  dispatcher.forget()
  held.of('a1').end(NOT_BEGUN)
  held.of('a0').free()
  held.of('a0').end(done)
  await turn()
  expect(held.begun).toEqual(['a0', 'a1'])
  expect(dispatcher.backlog()).toBe(0)
})
