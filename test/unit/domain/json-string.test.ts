import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonString } from '../../../src/domain/json-string.ts'

it('writes each character as JSON.stringify does', () => {
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = `a${String.fromCharCode(unit)}z`
    if (jsonString(text) !== JSON.stringify(text))
      expect(jsonString(text)).toBe(JSON.stringify(text))
  }
})

it('writes any text as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(jsonString(text)).toBe(JSON.stringify(text))
    }),
  )
})
