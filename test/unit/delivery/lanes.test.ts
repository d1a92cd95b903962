import { expect, it } from 'vitest'
import { createLanes, type Job } from '../../../src/delivery/lanes.ts'

function job(lane: string, id: string): Job {
  const work = {
    kind: 'delivery',
    via: { ruleArn: '', ruleName: '', target: { id: '', arn: '' } },
  } as const
  const common = {
    queue: 'deliveries',
    enqueuedAt: 0,
    dueAt: 0,
    attempts: 0,
    token: '',
    work,
  } as const
  return { claim: { ...common, id, lane } }
}

function take(lanes: ReturnType<typeof createLanes>, perLane: number): string[] {
  const ids: string[] = []
  for (let next = lanes.next(perLane); next; next = lanes.next(perLane)) ids.push(next.claim.id)
  return ids
}

it('gives lanes their turns, whatever the length of each', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6 })
  for (const id of ['a1', 'a2', 'a3', 'b1', 'c1']) lanes.add(job(id.charAt(0), id))
  expect(take(lanes, 10)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
})

it('runs no more of a lane at once than it may, and goes on when one has ended', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6 })
  const jobs = ['a1', 'a2', 'b1'].map((id) => job(id.charAt(0), id))
  for (const one of jobs) lanes.add(one)
  expect(take(lanes, 1)).toEqual(['a1', 'b1'])
  lanes.finished(job('a', 'a1'))
  expect(take(lanes, 1)).toEqual(['a2'])
})

it('reads on from the store when a lane that overflowed is half empty', () => {
  const lanes = createLanes({ jobs: 2, bytes: 1e6 })
  for (const id of ['a1', 'a2']) lanes.add(job('a', id))
  expect(lanes.isFull('a')).toBe(true)
  lanes.markSpilled('a')
  expect(lanes.takeRefillable(10)).toEqual([])
  expect(take(lanes, 2)).toEqual(['a1', 'a2'])
  expect(lanes.takeRefillable(10)).toEqual(['a'])
  expect(lanes.spilledLanes()).toEqual([])
})

it('gives out what did not run', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6 })
  for (const id of ['a1', 'a2']) lanes.add(job('a', id))
  lanes.next(5)
  expect(lanes.drain().map(({ claim }) => claim.id)).toEqual(['a2'])
  expect(lanes.size().jobs).toBe(1)
})
