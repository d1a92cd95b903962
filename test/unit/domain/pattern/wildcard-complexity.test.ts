import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'
import {
  boundScore,
  scoreWildcards,
} from '../../../../src/domain/pattern/parse/wildcard-complexity.ts'
import type { Predicate } from '../../../../src/domain/pattern/pattern.ts'

function scoreOf(tests: string): number {
  const [branch] = parsePattern(`{"a":[${tests}]}`).branches
  return scoreWildcards(branch?.[0]?.anyOf ?? [])
}

function wildcards(...texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify({ wildcard: text })).join(',')
}

// Computed with the complexity evaluator of aws/event-ruler.
const SCORES: readonly (readonly [score: number, texts: string])[] = [
  [1, 'a'],
  [2, '*'],
  [2, 'a*'],
  [2, '/Users/*/doc.txt'],
  [3, '*a*'],
  [3, 'arn:aws:events:us-east-1:*:event-bus/*'],
  [3, '*日月'],
  [4, '*/bin/*.jar'],
  [5, '*a*b*c*'],
  [5, '*:*:*'],
  [6, 'a*b a*c a*d'],
  [7, '*a*a*a*'],
  [7, '*a*b*c*d*e*'],
  [7, '*:*:*:*'],
  [7, '/Users/*/dir/dir/dir/dir/dir/doc.txt'],
  [9, '*:*:*:*:*'],
  [10, 'aaaa*aaaa*aaaa'],
  [10, '*x *y *z *w *v'],
]

describe('the complexity of wildcards', () => {
  it('never exceeds what a look at each byte bounds it to', () => {
    const aWildcard = fc
      .array(fc.constantFrom('a', 'b', '*', '"', 'é'), { maxLength: 9 })
      .map((characters) => characters.join('').replace(/\*+/g, '*'))
    fc.assert(
      fc.property(fc.array(aWildcard, { minLength: 1, maxLength: 2 }), (texts) => {
        const predicates = texts.map(
          (text): Predicate => ({ is: 'wildcard', parts: text.split('*') }),
        )
        expect(scoreWildcards(predicates)).toBeLessThanOrEqual(boundScore(predicates))
      }),
    )
  })

  it.each(SCORES)('is %i for %s', (score, texts) => {
    expect(scoreOf(wildcards(...texts.split(' ')))).toBe(score)
  })

  it('counts what the texts of one anything-but share once', () => {
    expect(scoreOf('{"anything-but":{"wildcard":["*/s/*","*/t/*","*/u/*","*/v/*"]}}')).toBe(7)
    expect(scoreOf('{"anything-but":{"wildcard":["*x","*y","*z"]}}')).toBe(2)
  })

  it('counts a text that is there twice once', () => {
    expect(scoreOf(wildcards('*a*', '*a*'))).toBe(3)
  })

  it('is looked at per field, and apart where the fields before it differ', () => {
    const six = [...'uvwxyz']
    const apart = six.map((c) => `{"a":["${c}"],"b":[${wildcards(`*${c}`)}]}`)
    const together = six.map((c) => `{"b":[${wildcards(`*${c}`)}],"c":["${c}"]}`)
    const fields = six.map((c) => `"${c}":[${wildcards(`*${c}`)}]`)
    expect(() => parsePattern(`{"$or":[${apart.join(',')}]}`)).not.toThrow()
    expect(() => parsePattern(`{${fields.join(',')}}`)).not.toThrow()
    expect(() => parsePattern(`{"$or":[${together.join(',')}]}`)).toThrow('Rule is too complex')
  })

  it('gives up on texts made to have endless states', () => {
    const texts = [...'abcd'].map((c) => `q*${`${c}ab`.repeat(200)}*${'abc'.repeat(100)}${c}`)
    expect(() => parsePattern(`{"a":[${wildcards(...texts)}]}`)).toThrow('Rule is too complex')
  })
})
