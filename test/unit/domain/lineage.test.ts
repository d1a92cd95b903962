import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newTraceHeader, stepInto, withoutLineage } from '../../../src/domain/lineage.ts'

const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`
const BEGIN = 'Root=1-0-0'

describe('a step into a function', () => {
  it('keeps the trace and counts the function', () => {
    const first = stepInto('Root=1;Parent=2;Sampled=1', arn('a'), BEGIN)
    expect(first.traceHeader).toMatch(/^Root=1;Parent=2;Sampled=1;Lineage=1:[0-9a-f]{8}:1$/)
    const second = stepInto(first.traceHeader, arn('a'), BEGIN)
    expect(second.traceHeader).toBe(first.traceHeader.replace(/1$/, '2'))
  })

  it('begins a trace where there is none', () => {
    expect(stepInto(undefined, arn('a'), BEGIN).traceHeader).toMatch(/^Root=1-0-0;Lineage=/)
  })

  it('is a loop for the seventeenth time, whoever was in between', () => {
    let header: string | undefined
    const loops: boolean[] = []
    for (let n = 0; n < 17; n++) {
      const step = stepInto(header, arn('a'), BEGIN)
      loops.push(step.isLoop)
      header = stepInto(step.traceHeader, arn(`other-${n}`), BEGIN).traceHeader
    }
    expect(loops).toEqual([...Array(16).fill(false), true])
  })

  it('takes whatever a caller sends, and stays short', () => {
    const property = fc.property(fc.string(), (given) => {
      let header: string = given
      for (let n = 0; n < 100; n++) header = stepInto(header, arn(`f-${n}`), BEGIN).traceHeader
      expect(header.length).toBeLessThan(given.length + 1_000)
      expect(stepInto(`Lineage=${given}`, arn('a'), BEGIN).isLoop).toBe(false)
    })
    fc.assert(property, { numRuns: 50 })
  })
})

it('the chain can be taken out of a trace', () => {
  const { traceHeader } = stepInto('Root=1;Sampled=0', arn('a'), BEGIN)
  expect(withoutLineage(traceHeader)).toBe('Root=1;Sampled=0')
  expect(withoutLineage(undefined)).toBeUndefined()
})

it('a new trace has the form of X-Ray', () => {
  const header = newTraceHeader(1_700_000_000_000, '5b1f6c1e-0000-4000-8000-000000000001')
  expect(header).toBe('Root=1-6553f100-5b1f6c1e0000400080000000;Parent=8000000000000001;Sampled=0')
})
