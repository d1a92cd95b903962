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

function take(lanes: ReturnType<typeof createLanes>): string[] {
  const ids: string[] = []
  for (let next = lanes.next(); next; next = lanes.next()) ids.push(next.claim.id)
  return ids
}

it('gives lanes their turns, whatever the length of each', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 10 })
  for (const id of ['a1', 'a2', 'a3', 'b1', 'c1']) lanes.add(job(id.charAt(0), id))
  expect(take(lanes)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
})

it('runs no more of a lane at once than it may, and goes on when one has ended', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 1 })
  const jobs = ['a1', 'a2', 'b1'].map((id) => job(id.charAt(0), id))
  for (const one of jobs) lanes.add(one)
  expect(take(lanes)).toEqual(['a1', 'b1'])
  lanes.finished(job('a', 'a1'))
  expect(take(lanes)).toEqual(['a2'])
})

it('reads on from the store when a lane that overflowed is half empty', () => {
  const lanes = createLanes({ jobs: 2, bytes: 1e6, atOnce: () => 2 })
  for (const id of ['a1', 'a2']) lanes.add(job('a', id))
  expect(lanes.isFull('a')).toBe(true)
  lanes.markSpilled('a')
  expect(lanes.takeRefillable(10)).toEqual([])
  expect(take(lanes)).toEqual(['a1', 'a2'])
  expect(lanes.takeRefillable(10)).toEqual(['a'])
  expect(lanes.spilledLanes()).toEqual([])
})

it('gives out what did not run', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 5 })
  for (const id of ['a1', 'a2']) lanes.add(job('a', id))
  lanes.next()
  expect(lanes.drain().map(({ claim }) => claim.id)).toEqual(['a2'])
  expect(lanes.size().jobs).toBe(1)
})

it('counts what a job takes up until nothing is left of it', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 1 })
  const one = job('a', 'a1')
  lanes.add(one)
  expect(take(lanes)).toEqual(['a1'])
  lanes.finished(one)
  expect(lanes.size().jobs).toBe(1)
  lanes.gone(one)
  expect(lanes.size()).toEqual({ jobs: 0, bytes: 0 })
})

it('gives a lane that may run no more its next turn behind the others', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 1 })
  const jobs = ['a1', 'a2', 'b1', 'b2'].map((id) => job(id.charAt(0), id))
  for (const one of jobs) lanes.add(one)
  expect(take(lanes)).toEqual(['a1', 'b1'])
  lanes.finished(job('b', 'b1'))
  lanes.finished(job('a', 'a1'))
  expect(take(lanes)).toEqual(['b2', 'a2'])
})

it('runs more of a lane than it may only while no other lane waits for its turn', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 1 })
  for (const id of ['a1', 'a2', 'a3', 'a4']) lanes.add(job('a', id))
  expect(take(lanes)).toEqual(['a1'])
  expect(lanes.nextBeyond('a')?.claim.id).toBe('a2')
  lanes.add(job('b', 'b1'))
  expect(lanes.nextBeyond('a')).toBeUndefined()
  expect(take(lanes)).toEqual(['b1'])
  expect(lanes.nextBeyond('a')?.claim.id).toBe('a3')
  expect(lanes.nextBeyond('c')).toBeUndefined()
})

it('has what was put back in front again, and all others behind a lane that ran empty', () => {
  const lanes = createLanes({ jobs: 10, bytes: 1e6, atOnce: () => 1 })
  const [a1, a2] = [job('a', 'a1'), job('a', 'a2')]
  for (const one of [a1, a2, job('a', 'a3')]) lanes.add(one)
  const taken = [lanes.nextBeyond('a'), lanes.nextBeyond('a')]
  expect(taken).toEqual([a1, a2])
  lanes.putBack(a2)
  lanes.putBack(a1)
  expect(lanes.size().jobs).toBe(3)
  expect(lanes.nextBeyond('a')).toBe(a1)
  expect(lanes.nextBeyond('a')).toBe(a2)
  expect(lanes.nextBeyond('a')?.claim.id).toBe('a3')
  lanes.add(job('b', 'b1'))
  expect(take(lanes)).toEqual(['b1'])
})
