import { expect, it } from 'vitest'
import { closestName } from '../../../src/domain/closest-name.ts'

it('finds what was probably meant', () => {
  expect(closestName('BUSBAR_PROT', ['BUSBAR_HOST', 'BUSBAR_PORT'])).toBe('BUSBAR_PORT')
})

it('suggests nothing that is far from the name', () => {
  expect(closestName('xyz', ['BUSBAR_HOST'])).toBeUndefined()
})
