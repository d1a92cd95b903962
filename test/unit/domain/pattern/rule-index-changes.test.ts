import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleIndex } from '../../../../src/domain/pattern/index/rule-index.ts'
import { matches } from '../../../../src/domain/pattern/matches.ts'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'
import type { Pattern } from '../../../../src/domain/pattern/pattern.ts'
import { scanEvent } from '../../../../src/domain/pattern/scan-event.ts'
import { matchByIndex } from './support/matching.ts'

/*
 * All fields have the same few values: what is left behind of one event, or of a rule that is gone, is
 * then likely to look like something that another field has in the next event.
 */
const FIELDS = ['a', 'b', 'c', 'd']
const VALUES = ['1', '2', '3', '4', '5', '6']
/** Varied enough for guards that have a bit of their own. */
const MANY = Array.from({ length: 100 }, (_, number) => `${number}`)
const SLOTS = 120

const someValues = fc.subarray(VALUES, { minLength: 1, maxLength: 4 })
const oneOfMany = fc.subarray(MANY, { minLength: 1, maxLength: 1 })
const members = Object.fromEntries(FIELDS.map((field) => [field, someValues]))
const anElement = fc.record({ x: someValues, y: someValues }, { requiredKeys: [] })
const aPatternOfFew = fc
  .record(
    { ...members, list: anElement, other: fc.record({ x: someValues }) },
    { requiredKeys: [] },
  )
  .map(({ list, ...others }) => (Object.keys(list ?? {}).length > 0 ? { ...others, list } : others))
  .filter((pattern) => Object.keys(pattern).length > 1)

const aPatternOfMany = fc.record(
  { tenant: oneOfMany, order: oneOfMany, a: someValues },
  { requiredKeys: ['tenant', 'order'] },
)
const aPattern = fc.oneof(aPatternOfFew, aPatternOfMany)

const aValue = fc.constantFrom(...VALUES)
const anEvent = fc.record({
  ...Object.fromEntries(FIELDS.map((field) => [field, fc.oneof(aValue, fc.subarray(VALUES))])),
  other: fc.array(fc.record({ x: aValue }), { maxLength: 5 }),
  tenant: fc.subarray(MANY),
  order: fc.subarray(MANY),
  list: fc.array(fc.record({ x: aValue, y: aValue }), { maxLength: 5 }),
})

const aSlot = fc.nat({ max: SLOTS - 1 })
const aChange = fc.oneof(
  { weight: 5, arbitrary: fc.record({ put: aSlot, pattern: aPattern }) },
  { weight: 2, arbitrary: fc.record({ disable: aSlot }) },
  { weight: 1, arbitrary: fc.record({ enable: aSlot }) },
  { weight: 1, arbitrary: fc.record({ removeFrom: aSlot }) },
  { weight: 3, arbitrary: fc.record({ event: anEvent }) },
)

type Change = typeof aChange extends fc.Arbitrary<infer Type> ? Type : never

/** The rules of a bus, in an index and, to compare with, in a list. */
class Bus {
  readonly index = new RuleIndex<number>()
  readonly #patterns = new Map<number, Pattern>()
  readonly #enabled = new Map<number, ReturnType<RuleIndex<number>['add']>>()

  apply(change: Change): void {
    if ('put' in change) this.#put(change.put, parsePattern(JSON.stringify(change.pattern)))
    else if ('disable' in change) this.#disable(change.disable)
    else if ('enable' in change) this.#enable(change.enable)
    else if ('removeFrom' in change) this.#removeFrom(change.removeFrom)
    else this.expectAgreement(JSON.stringify(change.event))
  }

  expectAgreement(event: string): void {
    const scan = scanEvent(event)
    if (!scan.ok) throw new Error(scan.reason)
    const expected = [...this.#patterns]
      .filter(([slot, pattern]) => this.#enabled.has(slot) && matches(pattern, scan.event))
      .map(([slot]) => slot)
    expect(new Set(matchByIndex(this.index, event))).toEqual(new Set(expected))
  }

  #put(slot: number, pattern: Pattern): void {
    this.#disable(slot)
    this.#patterns.set(slot, pattern)
    this.#enable(slot)
  }

  #enable(slot: number): void {
    const pattern = this.#patterns.get(slot)
    if (pattern === undefined || this.#enabled.has(slot)) return
    this.#enabled.set(slot, this.index.add(slot, pattern))
  }

  #disable(slot: number): void {
    const entry = this.#enabled.get(slot)
    if (entry !== undefined) this.index.remove(entry)
    this.#enabled.delete(slot)
  }

  /** Many at once, so that shelves become small, and their memory another's. */
  #removeFrom(first: number): void {
    for (let slot = first; slot < SLOTS; slot += 1) {
      this.#disable(slot)
      this.#patterns.delete(slot)
    }
  }
}

describe('the index of a bus whose rules change between events', () => {
  it('finds what the plain matcher finds, whatever the events and rules before were', () => {
    fc.assert(
      fc.property(
        fc.array(aPattern, { minLength: SLOTS, maxLength: SLOTS }),
        fc.array(aChange, { minLength: 150, maxLength: 200, size: 'max' }),
        (patterns, changes) => {
          const bus = new Bus()
          for (const [put, pattern] of patterns.entries()) bus.apply({ put, pattern })
          for (const change of changes) bus.apply(change)
        },
      ),
      // To make a failure smaller would take minutes.
      { numRuns: 40, endOnFailure: true },
    )
  })
})
