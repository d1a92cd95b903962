import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWaitingLine } from '../../../src/execution/waiting-line.ts'

it('lets everybody leave in order, the synchronous first', () => {
  type Step = 'synchronous' | 'asynchronous' | 'leave'
  const aStep = fc.constantFrom<Step>('synchronous', 'asynchronous', 'leave')
  const property = fc.property(fc.array(aStep, { maxLength: 200 }), (steps) => {
    const line = createWaitingLine<number>()
    const model: { synchronous: number[]; asynchronous: number[] } = {
      synchronous: [],
      asynchronous: [],
    }
    steps.forEach((step, index) => {
      if (step !== 'leave') {
        line.add(index, step)
        model[step].push(index)
        return
      }
      const expected = model.synchronous.length > 0 ? model.synchronous : model.asynchronous
      expect(line.first()).toBe(expected[0])
      expect(line.leave()).toBe(expected.shift())
    })
  })
  fc.assert(property)
})
