import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrayPaths } from '../../../../../src/domain/pattern/explain/array-paths.ts'
import { explainMiss } from '../../../../../src/domain/pattern/explain/explain-miss.ts'
import { FieldAnswers } from '../../../../../src/domain/pattern/explain/field-answers.ts'
import { judgePattern } from '../../../../../src/domain/pattern/explain/judge-pattern.ts'
import { toPatternJson } from '../../../../../src/domain/pattern/explain/predicate-json.ts'
import { createBudget, walkBranch } from '../../../../../src/domain/pattern/explain/walk-branch.ts'
import { matches } from '../../../../../src/domain/pattern/matches.ts'
import { parsePattern } from '../../../../../src/domain/pattern/parse/parse-pattern.ts'
import type { Branch, Pattern } from '../../../../../src/domain/pattern/pattern.ts'
import type { Element, EventNode } from '../../../../../src/domain/pattern/scanned-event.ts'
import { scanned } from './explaining.ts'

const name = fc.constantFrom('a', 'b', 'cat', 'Cat', 'cta', '', 'a.b')
const scalar = fc.constantFrom(
  ...['1', '"1"', '2.50', '1e400', '"cat"', '"Cat"', '" cat"', '"cart"', '"10.0.0.1"', '""'],
  ...['null', 'true', '"null"', '"🚀"'],
)

/** Texts, and not values, so that names may be repeated. */
const { object: anEvent } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'large' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`),
}))

const alternative = fc.constantFrom(
  ...['1', '2.5', '1e400', '"cat"', '"CAT"', '"10.0.0.1"', '""', 'null', 'true'],
  ...['{"exists":false}', '{"exists":true}', '{"exactly":"10.0.0.1"}', '{"prefix":"ca"}'],
  ...['{"prefix":"cat\\""}', '{"suffix":"at"}', '{"suffix":{"equals-ignore-case":"AT"}}'],
  ...['{"prefix":{"equals-ignore-case":"CA"}}', '{"equals-ignore-case":"CAT"}'],
  ...['{"equals-ignore-case":"🚀"}', '{"wildcard":"c*t"}', '{"wildcard":"\\\\**"}'],
  ...['{"numeric":[">",1]}', '{"numeric":[">=",0,"<",2]}', '{"numeric":["=",1]}'],
  ...['{"cidr":"10.0.0.0/30"}', '{"cidr":"2001:db8::/33"}', '{"anything-but":["cat","Cat"]}'],
  ...['{"anything-but":[1,2]}', '{"anything-but":{"prefix":"c"}}', '{"anything-but":"cat"}'],
  ...['{"anything-but":{"wildcard":["c*","*t"]}}', '{"anything-but":{"suffix":"t"}}'],
  ...['{"anything-but":{"equals-ignore-case":["CAT"]}}', '{"anything-but":{"wildcard":[]}}'],
)
const alternatives = fc.array(alternative, { minLength: 1, maxLength: 3 })

const { object: anyPattern } = fc.letrec<{ member: string; object: string }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(name, alternatives).map(([key, tests]) => `"${key}":[${tests.join(',')}]`),
    fc.tuple(name, tie('object')).map(([key, object]) => `"${key}":${object}`),
    fc.tuple(tie('object'), tie('object')).map(([left, right]) => `"$or":[${left},${right}]`),
  ),
  object: fc
    .array(tie('member'), { minLength: 1, maxLength: 3 })
    .map((members) => `{${members.join(',')}}`),
}))

/** Some have too many combinations, or wildcards that are too complex together. */
const aPattern = anyPattern.filter((text) => {
  try {
    return parsePattern(text).branches.length > 0
  } catch {
    return false
  }
})

const RUNS = { numRuns: 1_000 }

describe('explaining', () => {
  it('comes to the verdict of the matcher', () => {
    const property = fc.property(aPattern, anEvent, (text, event) => {
      const pattern = parsePattern(text)
      const judgement = judgePattern(pattern, scanned(event))
      expect(judgement.matched).toBe(matches(pattern, scanned(event)))
      if (!judgement.matched) expect(judgement.satisfied).toBeLessThan(judgement.branch.length)
    })
    fc.assert(property, RUNS)
  })

  it('names a path that fails, and without which the pattern gets further', () => {
    const property = fc.property(aPattern, anEvent, (text, eventText) => {
      const pattern = parsePattern(text)
      const event = scanned(eventText)
      const judgement = judgePattern(pattern, event)
      if (judgement.matched) return
      const { path, words, alsoFailing } = explainMiss(
        pattern,
        { event, text: eventText },
        judgement,
      )
      expect(words).toMatch(/[.?]$/)
      const { branch } = judgement
      const at = branch.findIndex((field) => field.path === path)
      const holds = (fields: Branch) => matches({ ...pattern, branches: [fields] }, event)
      expect(holds(branch.slice(0, at))).toBe(true)
      expect(holds(branch.slice(0, at + 1))).toBe(false)
      // Without it, the fields up to its place hold, and so the first failure lies behind them.
      const without = branch.toSpliced(at, 1)
      const walk = walkBranch(without, new FieldAnswers(pattern, event), createBudget())
      expect(typeof walk === 'object' ? walk.failsAt : without.length).toBeGreaterThanOrEqual(at)
      for (const later of alsoFailing) {
        expect(holds(branch.filter((field) => field.path === later))).toBe(false)
      }
    })
    fc.assert(property, RUNS)
  })

  it('writes what was wanted as a pattern that matches the same', () => {
    const property = fc.property(alternatives, scalar, (tests, value) => {
      const pattern = parsePattern(`{"x":[${tests.join(',')}]}`)
      const [field] = pattern.branches[0] ?? []
      const written = JSON.stringify({ x: field?.anyOf.map(toPatternJson) })
      // JSON.stringify has no spelling for what a double cannot hold.
      fc.pre(!tests.includes('1e400') && !tests.includes('{"equals-ignore-case":"🚀"}'))
      const event = scanned(`{"x":${value}}`)
      expect([written, matches(parsePattern(written), event)]).toEqual([
        written,
        matches(pattern, event),
      ])
    })
    fc.assert(property, RUNS)
  })

  it('knows the path of every array that the scanner numbers', () => {
    const property = fc.property(anEvent, (text) => {
      const paths = arrayPaths(text)
      for (const [path, element] of elementsOf(scanned(text).root, [])) {
        const array = paths[element.array]
        expect(array === path || path.startsWith(`${array}.`) || array === '').toBe(true)
      }
    })
    fc.assert(property, RUNS)
  })
})

function elementsOf(node: EventNode, steps: readonly string[]): [string, Element][] {
  const own = node.values.flatMap(({ element }) => {
    const found: [string, Element][] = []
    for (let inner = element; inner !== undefined; inner = inner.parent) {
      found.push([steps.join('.'), inner])
    }
    return found
  })
  const below = [...node.children].flatMap(([step, child]) => elementsOf(child, [...steps, step]))
  return [...own, ...below]
}

it('takes a pattern apart into branches that share one verdict', () => {
  const pattern: Pattern = parsePattern('{"$or":[{"a":[1]},{"b":[2]}]}')
  expect(judgePattern(pattern, scanned('{"b":2}'))).toEqual({ matched: true })
})
