import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleIndex } from '../../../../src/domain/pattern/index/rule-index.ts'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'
import { matchByIndex, matchPlainly } from './support/matching.ts'

/*
 * All fields have the same few values: what is left behind of one event, or of a rule that is gone, is
 * then likely to look like something that another field has in the next event.
 */
const FIELDS = ['a', 'b', 'c', 'd']
const VALUES = ['1', '2', '3', '4', '5', '6']
/** Varied enough for a guard that has a bit of its own. */
const TENANTS = Array.from({ length: 40 }, (_, number) => `t${number}`)
const SLOTS = 80

const someValues = fc.subarray(VALUES, { minLength: 1, maxLength: 4 })
const someTenants = fc.subarray(TENANTS, { minLength: 1, maxLength: 2 })
const members = Object.fromEntries(FIELDS.map((field) => [field, someValues]))
const anElement = fc.record({ x: someValues, y: someValues }, { requiredKeys: [] })
const aPattern = fc
  .record({ ...members, tenant: someTenants, list: anElement }, { requiredKeys: [] })
  .map(({ list, ...others }) => (Object.keys(list ?? {}).length > 0 ? { ...others, list } : others))
  .filter((pattern) => Object.keys(pattern).length > 1)

const aValue = fc.constantFrom(...VALUES)
const anEvent = fc.record({
  ...Object.fromEntries(FIELDS.map((field) => [field, fc.oneof(aValue, fc.subarray(VALUES))])),
  tenant: fc.subarray(TENANTS, { maxLength: 20 }),
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
  readonly #patterns = new Map<number, string>()
  readonly #enabled = new Map<number, ReturnType<RuleIndex<number>['add']>>()

  apply(change: Change): void {
    if ('put' in change) this.#put(change.put, JSON.stringify(change.pattern))
    else if ('disable' in change) this.#disable(change.disable)
    else if ('enable' in change) this.#enable(change.enable)
    else if ('removeFrom' in change) this.#removeFrom(change.removeFrom)
    else this.expectAgreement(JSON.stringify(change.event))
  }

  expectAgreement(event: string): void {
    const slots = [...this.#enabled.keys()].sort((left, right) => left - right)
    const expected = slots.filter(
      (slot) => matchPlainly([this.#patterns.get(slot) ?? ''], event)[0],
    )
    expect(matchByIndex(this.index, event).toSorted((left, right) => left - right)).toEqual(
      expected,
    )
  }

  #put(slot: number, pattern: string): void {
    this.#disable(slot)
    this.#patterns.set(slot, pattern)
    this.#enable(slot)
  }

  #enable(slot: number): void {
    const pattern = this.#patterns.get(slot)
    if (pattern === undefined || this.#enabled.has(slot)) return
    this.#enabled.set(slot, this.index.add(slot, parsePattern(pattern)))
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
      fc.property(fc.array(aChange, { minLength: 150, maxLength: 250, size: 'max' }), (changes) => {
        const bus = new Bus()
        for (const change of changes) bus.apply(change)
      }),
      // To make a failure smaller would take minutes.
      { numRuns: 40, endOnFailure: true },
    )
  })
})
