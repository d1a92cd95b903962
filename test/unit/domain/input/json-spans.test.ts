import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsOf, membersOf, spanAt } from '../../../../src/domain/input/json-spans.ts'

describe('walking a JSON text', () => {
  it('finds each member and its value, repeated keys repeated', () => {
    const text = '{ "a" : 1.0,"b\\u0063":[ {} ] ,"a": "x,\\"}" }'
    const members = [...membersOf(text, 0)].map(([key, { start, end }]) => [
      key,
      text.slice(start, end),
    ])
    expect(members).toEqual([
      ['a', '1.0'],
      ['bc', '[ {} ]'],
      ['a', '"x,\\"}"'],
    ])
  })

  it('finds each element', () => {
    const text = ' [ 1 ,"]\\\\" , [ 2,3 ],null]'
    const { start } = spanAt(text, 0)
    const elements = [...elementsOf(text, start)].map((span) => text.slice(span.start, span.end))
    expect(elements).toEqual(['1', '"]\\\\"', '[ 2,3 ]', 'null'])
  })

  it('ends, even on a text that is not JSON', () => {
    const aCharacter = fc.constantFrom(...'{}[]:,"\\1 ')
    const property = fc.property(fc.string({ unit: aCharacter }), (text) => {
      for (const walk of [membersOf, elementsOf]) expect(endsOrThrows(walk, text)).toBe(true)
    })
    fc.assert(property, { numRuns: 1_000 })
  })
})

function endsOrThrows(walk: typeof membersOf | typeof elementsOf, text: string): boolean {
  let steps = 0
  try {
    for (const _ of walk(text, 0)) if (++steps > text.length) return false
  } catch (error) {
    return error instanceof Error
  }
  return true
}
