import { expect, it } from 'vitest'
import { createOutcomeBook } from '../../../src/delivery/outcome-book.ts'
import { Unavailable } from '../../../src/domain/faults.ts'
import type { Settlement, WorkQueue } from '../../../src/store/work-queue.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createRecordingLogger } from '../../support/recording-logger.ts'
import { done, turn, workIn } from './dispatching.ts'

type Settle = WorkQueue['settle']

function openBook(settle: Settle) {
  const requests: string[][] = []
  const stored: string[] = []
  const timers = createManualTimers()
  const log = createRecordingLogger()
  const book = createOutcomeBook({
    queue: 'invocations',
    work: {
      settle(settlements) {
        requests.push(settlements.map(({ claim }) => claim.id))
        return settle(settlements)
      },
    },
    timers,
    log,
  })
  const enter = (...ids: string[]) => {
    for (const id of ids) book.enter(settlementOf(id), () => stored.push(id))
  }
  return { book, enter, requests, stored, timers, log }
}

function settlementOf(id: string): Settlement {
  return { claim: { ...workIn('a', id), attempts: 0, token: id }, ...done }
}

const ok: Settle = async (settlements) => settlements.map(() => 'ok')

it('gathers what comes while the store is busy into the next request', async () => {
  const { enter, requests, stored } = openBook(ok)
  enter('1', '2', '3')
  await turn()
  expect(requests).toEqual([['1'], ['2', '3']])
  expect(stored).toEqual(['1', '2', '3'])
})

it('tries again while the store cannot be written, all of it at once', async () => {
  let isFull = true
  const { enter, requests, stored, timers } = openBook(async (settlements) => {
    if (isFull) throw new Unavailable('The disk is full.')
    return ok(settlements)
  })
  enter('1', '2', '3')
  await turn()
  timers.fire()
  await turn()
  isFull = false
  await turn()
  timers.fire()
  await turn()
  expect(requests).toEqual([['1'], ['1'], ['1'], ['2', '3']])
  expect(stored).toEqual(['1', '2', '3'])
})

it('does not let one that the store refuses hold up the others', async () => {
  const { book, enter, stored, timers } = openBook(async (settlements) => {
    if (settlements.some(({ claim }) => claim.id === 'bad')) throw new Error('no such thing')
    return ok(settlements)
  })
  enter('1', '2', 'bad', '3')
  await turn()
  enter('4')
  await turn()
  expect(stored).toEqual(['1', '2', '3', '4'])
  expect(timers.count()).toBe(1)
  book.hurry()
  await book.written()
  expect(stored.at(-1)).toBe('bad')
})

it('gives up, in a hurry, what the store refuses', async () => {
  const { book, enter, stored, requests } = openBook(async () => {
    throw new Unavailable('The disk is full.')
  })
  enter('1', '2')
  await turn()
  book.hurry()
  await book.written()
  expect(requests).toEqual([['1'], ['1'], ['2']])
  expect(stored).toEqual(['1', '2'])
})
