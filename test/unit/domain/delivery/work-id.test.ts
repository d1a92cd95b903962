import { describe, expect, it } from 'vitest'
import { workId } from '../../../../src/domain/delivery/work-id.ts'

const uuid = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'

describe('the id of work', () => {
  it('has the form of a random UUID', () => {
    const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    for (const at of [0, 1, 1_764_201_234_123, 2 ** 48 - 1]) {
      expect(workId(at, uuid)).toMatch(version4)
    }
  })

  it('grows with the time, and differs with the UUID', () => {
    const ids = [0, 5, 255, 256, 1_764_201_234_123, 1_764_201_234_124].map((at) => workId(at, uuid))
    expect(ids.toSorted()).toEqual(ids)
    expect(workId(5, uuid)).not.toBe(workId(5, uuid.replace('a567', 'a568')))
    expect(workId(1_764_201_234_123, uuid)).toBe('019ac296-7ecb-4372-a567-0e02b2c3d479')
  })
})
