import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compactJson } from '../../../../src/domain/input/compact-json.ts'

describe('compacting JSON', () => {
  it('takes out white space between tokens and nothing else', () => {
    const spaced = ' { "a b" : [ 1.0 , -0 , 1E+5 ,\ttrue ] ,\r\n "a b":"\\u0041 \\"x\\"" } '
    expect(compactJson(spaced)).toEqual({
      ok: true,
      text: '{"a b":[1.0,-0,1E+5,true],"a b":"\\u0041 \\"x\\""}',
    })
  })

  it('keeps digits that no JavaScript number can hold', () => {
    const text = '[12345678901234567890.10,1e400]'
    expect(compactJson(text)).toEqual({ ok: true, text })
  })

  it('accepts exactly what JSON.parse accepts', () => {
    const aText = fc.oneof(aDamagedJson(), fc.json(), fc.string({ unit: aJsonCharacter }))
    const property = fc.property(aText, (text) => {
      expect(compactJson(text).ok).toBe(isJson(text))
    })
    fc.assert(property, { numRuns: 1_000 })
  })

  it('says the same as the text it was given', () => {
    const property = fc.property(
      fc.jsonValue(),
      fc.constantFrom('', ' ', '\n\t'),
      (value, indent) => {
        const compacted = compactJson(JSON.stringify(value, null, indent))
        expect(compacted).toEqual({ ok: true, text: JSON.stringify(value) })
      },
    )
    fc.assert(property)
  })

  it.each([
    ['', 0],
    ['  ', 2],
    ['{"a":1', 6],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1}', 2],
    ['{"a" 1}', 5],
    ['{1:2}', 1],
    ['"open', 0],
    ['"a\tb"', 0],
    ['01', 1],
    ['1.', 1],
    ['nul', 0],
    ['1 2', 2],
    ['\u00a01', 0],
  ])('finds the fault in %j at %i', (text, at) => {
    expect(compactJson(text)).toEqual({ ok: false, at })
  })

  it('copes with any depth', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    expect(compactJson(deep)).toEqual({ ok: true, text: deep })
  })
})

const aJsonCharacter = fc.constantFrom(...'{}[]:,"\\ue0123456789.+-truefalsn \n')

function aDamagedJson(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.string({ unit: aJsonCharacter, maxLength: 2 }),
    )
    .map(([text, position, removed, added]) => {
      const at = position % (text.length + 1)
      return text.slice(0, at) + added + text.slice(at + removed)
    })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
