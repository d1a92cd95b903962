import { expect, it } from 'vitest'
import { createIntake, type Visit } from '../../../src/http/intake.ts'

const entered = (visit: Visit | undefined): Visit => {
  if (visit === undefined) throw new Error('It was refused.')
  return visit
}
const open = (most: { requests: number; bytes: number }) => {
  const limits = { ...most, waitMs: 1_000 }
  let now = 0
  const timers = {
    mono: () => now,
    after(_ms: number, callback: () => void) {
      setImmediate(callback)
      return () => {}
    },
    pass(ms: number) {
      now += ms
    },
  }
  let refused = 0
  const intake = createIntake(limits, timers, {
    refused() {
      refused += 1
    },
  })
  return { timers, intake, refused: () => refused }
}

it('reads half of the requests that may be here, lets the rest wait, and refuses one more', async () => {
  const { intake, refused } = open({ requests: 4, bytes: 1e6 })
  const visits = Array.from({ length: 4 }, () => entered(intake.enter(10)))
  const states = visits.map((visit) => visit.untilReadable())
  expect(states.map((state) => state === undefined)).toEqual([true, true, false, false])
  expect(intake.enter(10)).toBeUndefined()
  expect(refused()).toBe(1)
  visits[0]?.leave()
  await states[2]
  expect(intake.size()).toBe(3)
  expect(intake.enter(10)).toBeDefined()
})

it('counts bytes as it counts requests, but lets in one that is alone', () => {
  const { intake } = open({ requests: 100, bytes: 100 })
  const large = entered(intake.enter(500))
  expect(large.untilReadable()).toBeUndefined()
  expect(intake.enter(1)).toBeUndefined()
  large.leave()
  const half = entered(intake.enter(60))
  expect(half.untilReadable()).toBeUndefined()
  const other = entered(intake.enter(40))
  expect(other.untilReadable()).toBeInstanceOf(Promise)
  expect(intake.enter(1)).toBeUndefined()
})

it('goes by what a body turned out to be', () => {
  const { intake } = open({ requests: 100, bytes: 100 })
  const visit = entered(intake.enter(90))
  expect(visit.untilReadable()).toBeUndefined()
  visit.resize(5)
  expect(entered(intake.enter(90)).untilReadable()).toBeUndefined()
})

it('lets no one in while the first has waited for a second, and answers nobody at once', async () => {
  const { intake, timers } = open({ requests: 4, bytes: 1e6 })
  const visits = Array.from({ length: 3 }, () => entered(intake.enter(10)))
  const [, , last] = visits.map((visit) => visit.untilReadable())
  timers.pass(1_001)
  expect(intake.enter(10)).toBeUndefined()
  await intake.untilRefusable()
  visits[0]?.leave()
  await last
  visits[1]?.leave()
  expect(intake.enter(10)).toBeUndefined()
  visits[2]?.leave()
  expect(intake.enter(10)).toBeDefined()
})

it('does not begin with one that has waited for a second, and counts it as refused', () => {
  const { intake, timers, refused } = open({ requests: 4, bytes: 1e6 })
  const first = entered(intake.enter(10))
  timers.pass(1_000)
  expect(first.isStillWelcome()).toBe(true)
  timers.pass(1)
  expect(first.isStillWelcome()).toBe(false)
  expect(refused()).toBe(1)
  first.leave()
  expect(entered(intake.enter(10)).isStillWelcome()).toBe(true)
})
