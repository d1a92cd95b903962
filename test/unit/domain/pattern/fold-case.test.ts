import { expect, it } from 'vitest'
import {
  equalsCaseless,
  foldCase,
  foldedText,
  toCaselessText,
} from '../../../../src/domain/pattern/value/letter-case.ts'

it('spells what counts as equal without case the same, unit by unit', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const unit = String.fromCharCode(code)
    const text = toCaselessText(unit)
    const spellings = [unit.toLowerCase(), unit.toUpperCase()]
    for (const spelling of spellings) {
      if (equalsCaseless(spelling, text) && foldCase(spelling) !== foldedText(text)) {
        expect.unreachable(`${code.toString(16)} as ${spelling}`)
      }
    }
  }
})

it('spells the start of a text as the start of its spelling', () => {
  expect(foldCase('Straße ΣΑΣ')).toBe('strasse σασ')
  expect(foldCase('Straße Σ')).toBe('strasse σ')
})
