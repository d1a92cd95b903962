import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches } from '../../../../src/domain/pattern/matches.ts'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'
import type { Branch, FieldPattern, Pattern } from '../../../../src/domain/pattern/pattern.ts'
import { satisfies } from '../../../../src/domain/pattern/satisfies.ts'
import { scanEvent } from '../../../../src/domain/pattern/scan-event.ts'
import {
  type Element,
  type EventValue,
  type ScannedEvent,
  valuesAt,
} from '../../../../src/domain/pattern/scanned-event.ts'

function scanned(text: string): ScannedEvent {
  const scan = scanEvent(text)
  if (!scan.ok) throw new Error(scan.reason)
  return scan.event
}

function matchesText(pattern: string, event: string): boolean {
  return matches(parsePattern(pattern), scanned(event))
}

/** Tries every combination of values, as one would by hand: exponential, so for small events only. */
function matchesByTrial(pattern: Pattern, event: ScannedEvent): boolean {
  return pattern.branches.some((branch) => tryFields(branch, event, []))
}

function tryFields(branch: Branch, event: ScannedEvent, chosen: readonly EventValue[]): boolean {
  const [field, ...others] = branch
  if (field === undefined) return true
  const fitting = valuesAt(event, field.path).filter((value) =>
    chosen.every((other) => agree(value, other)),
  )
  const goOn = (next: readonly EventValue[]) => tryFields(others, event, next)
  if (fitting.length === 0 && mayBeAbsent(field) && goOn(chosen)) return true
  return fitting.some(
    (value) =>
      field.anyOf.some((predicate) => satisfies(value, predicate)) && goOn([...chosen, value]),
  )
}

function mayBeAbsent(field: FieldPattern): boolean {
  return field.anyOf.some(({ is }) => is === 'absent')
}

function agree(one: EventValue, other: EventValue): boolean {
  return elementsOf(one).every(({ array, index }) =>
    elementsOf(other).every((element) => element.array !== array || element.index === index),
  )
}

function elementsOf({ element }: EventValue): readonly Element[] {
  const elements: Element[] = []
  for (let inner = element; inner !== undefined; inner = inner.parent) elements.push(inner)
  return elements
}

const name = fc.constantFrom('a', 'b', 'c')
const scalar = fc.constantFrom('1', '2', '"x"', 'null')

/** Texts, and not values, so that names may be repeated. */
const { object: anEvent } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'large' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 3 })
    .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`),
}))

const { object: aPattern } = fc.letrec<{ member: string; object: string }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(
        name,
        fc.array(
          fc.constantFrom(
            ...['1', '2', '"x"', 'null', '{"exists":false}', '{"exists":true}'],
            ...['{"anything-but":1}', '{"prefix":"x"}', '{"numeric":[">",1]}'],
          ),
          { minLength: 1, maxLength: 2 },
        ),
      )
      .map(([key, tests]) => `"${key}":[${tests.join(',')}]`),
    fc.tuple(name, tie('object')).map(([key, object]) => `"${key}":${object}`),
    fc.tuple(tie('object'), tie('object')).map(([left, right]) => `"$or":[${left},${right}]`),
  ),
  object: fc
    .array(tie('member'), { minLength: 1, maxLength: 3 })
    .map((members) => `{${members.join(',')}}`),
}))

describe('matching', () => {
  it('agrees with trying every combination of values', () => {
    fc.assert(
      fc.property(aPattern, anEvent, (pattern, event) => {
        const parsed = parsePattern(pattern)
        expect(matches(parsed, scanned(event))).toBe(matchesByTrial(parsed, scanned(event)))
      }),
      { numRuns: 5_000 },
    )
  })

  // In each of these, trying every combination would take longer than anybody waits.
  it('does not combine the elements of independent arrays one by one', () => {
    const array = `[${'{"x":1},'.repeat(2_000)}{}]`
    const event = `{"a":${array},"b":${array},"c":${array},"d":[]}`
    const pattern = '{"a":{"x":[1]},"b":{"x":[1]},"c":{"x":[1]},"d":{"x":[1]}}'
    expect(matchesText(pattern, event)).toBe(false)
  })

  it('does not compare every element with every other', () => {
    const inner = `{"b":[${'{"x":1,"y":2},'.repeat(4_000)}{"x":1,"y":3}]}`
    const pattern = '{"a":{"b":{"x":[1],"y":[3],"z":[{"exists":false}]}}}'
    expect(matchesText(pattern, `{"a":[{},${inner}]}`)).toBe(true)
  })

  it('gives up on an event whose repeated names make the question too hard', () => {
    const array = `"a":[${'{"x":1},{"y":1},{"z":1},{"w":1},'.repeat(100)}{}]`
    const event = `{${Array.from({ length: 10 }, () => array).join(',')}}`
    expect(matchesText('{"a":{"w":[1],"x":[1],"y":[1],"z":[2]}}', event)).toBe(false)
  })
})
