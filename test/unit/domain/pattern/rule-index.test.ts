import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleIndex } from '../../../../src/domain/pattern/index/rule-index.ts'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'
import { matchByIndex, matchPlainly } from './support/matching.ts'
import { anEventText, aPatternText } from './support/pattern-texts.ts'

const FEW = ['1', '2', '3', '4', '5']
const MANY = Array.from({ length: 40 }, (_, number) => `value ${number}`)
const TEXTS = MANY.map((text) => `a ${text} z`)
const WILD = ['*value*', '*value 1*', '*lue 2*', 'a *', '*9 z', '*value 1*z', '*value 1*a*']

/** A list of another operator each time. */
const otherList = (value: number) =>
  [
    [`${value}`, 'x'],
    [{ prefix: `p${value}` }, { suffix: `s${value}` }],
    [{ wildcard: `w*${value}*z` }],
    [{ numeric: ['>', value] }],
    [{ cidr: '10.0.0.0/24' }],
    [{ 'equals-ignore-case': `c${value}` }],
    [{ 'anything-but': `b${value}` }],
    [{ exists: false }],
  ][value % 8]

describe('the index of a bus', () => {
  it('keeps all array elements in which a guard was opened', () => {
    // Three values in a list, so that three shelves open it; many others, so that it is unlikely enough to be a guard.
    const others = MANY.flatMap((value) => [
      { sku: [value] },
      { color: [value] },
      { size: [value] },
    ])
    const three = ['a', 'b', 'c']
    const wanted = { sku: three, color: three, size: three }
    const patterns = [...others, wanted].map((items) => JSON.stringify({ detail: { items } }))
    const index = new RuleIndex<string>()
    for (const pattern of patterns) index.add(pattern, parsePattern(pattern))
    const letter = fc.constantFrom('a', 'b', 'c', 'd')
    const item = fc.record({ sku: letter, color: letter, size: letter })
    fc.assert(
      fc.property(fc.array(item, { minLength: 3, maxLength: 6 }), (items) => {
        const event = JSON.stringify({ source: 's', 'detail-type': 't', detail: { items } })
        expect(matchByIndex(index, event)).toEqual(matchPlainly(patterns, event))
      }),
    )
  })

  it('judges a field by all values that led to it, though a branch waits for some of them only', () => {
    const others = MANY.flatMap((value) => [
      { u: [value] },
      { v: [value] },
      { w: [value] },
      { items: { x: [value] } },
    ])
    const x = ['a', 'b']
    // The first waits for `x`, in the element of its `y`; the second for `u`, and asks for `x` later.
    const wanted = [
      { items: { x, y: ['p'] } },
      { u: ['1'], v: ['1'], w: ['1'], items: { x, z: ['r'] } },
    ]
    const few = [{ items: { y: ['q'] } }, { items: { y: ['s'] } }, { items: { z: ['s'] } }]
    const patterns = [...others, ...few, ...wanted].map((pattern) => JSON.stringify(pattern))
    const index = new RuleIndex<string>()
    for (const pattern of patterns) index.add(pattern, parsePattern(pattern))
    const items = [
      { x: 'a', y: 'p' },
      { x: 'b', z: 'r' },
    ]
    const found = matchByIndex(index, JSON.stringify({ u: '1', v: '1', w: '1', items }))
    expect([...found].sort()).toEqual(patterns.slice(-2).sort())
  })

  it('finds the rules that the plain matcher finds', () => {
    fc.assert(
      fc.property(
        fc.array(aPatternText, { maxLength: 30 }),
        fc.array(anEventText, { maxLength: 5 }),
        (patterns, events) => {
          const index = new RuleIndex<string>()
          for (const pattern of patterns) index.add(pattern, parsePattern(pattern))
          for (const event of events) {
            const found = [...matchByIndex(index, event)].sort()
            expect(found).toEqual([...matchPlainly(patterns, event)].sort())
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('does not run out of looks when many rules ask for absent members of a large array', () => {
    const items = Array.from({ length: 2_000 }, (_, at) => (at % 2 ? { a: at } : { a: at, b: 1 }))
    const event = JSON.stringify({ source: 'shop', detail: { items } })
    // Every other element has the member `b`: the search has to look at them one by one.
    const patterns = Array.from({ length: 60 }, (_, rule) =>
      JSON.stringify({
        detail: { items: { a: [{ numeric: ['>', rule] }], b: [{ exists: false }] } },
      }),
    )
    const index = new RuleIndex<string>()
    for (const pattern of patterns) index.add(pattern, parsePattern(pattern))
    const found = [...matchByIndex(index, event)].sort()
    expect(found).toEqual([...matchPlainly(patterns, event)].sort())
    expect(found).toHaveLength(60)
  })

  it('goes on to find them as rules come and go', () => {
    const change = fc.oneof(
      fc.record({ add: aPatternText }),
      fc.record({ remove: fc.nat() }),
      fc.record({ event: anEventText }),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const index = new RuleIndex<string>()
        const there: { pattern: string; entry: ReturnType<typeof index.add> }[] = []
        for (const step of changes) {
          if ('add' in step) {
            there.push({ pattern: step.add, entry: index.add(step.add, parsePattern(step.add)) })
          } else if ('remove' in step) {
            const [removed] = there.splice(step.remove % (there.length + 1), 1)
            if (removed) index.remove(removed.entry)
          } else {
            const patterns = there.map(({ pattern }) => pattern)
            const found = [...matchByIndex(index, step.event)].sort()
            expect(found).toEqual([...matchPlainly(patterns, step.event)].sort())
          }
        }
        for (const { entry } of there) index.remove(entry)
        expect(index.tree.root.hasChildren).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  it('finds them among many rules that share their values, and as most of those go', () => {
    const value = (names: readonly string[]) => fc.constantFrom(...names).map((name) => [name])
    const fields = { a: value(['x', 'y']), b: value(FEW), c: value(FEW), d: value(WILD) }
    const aRule = fc.record(
      { ...fields, 'e.f': value(FEW), 'e.g': value(FEW) },
      { requiredKeys: [] },
    )
    const aPattern = aRule
      .filter((rule) => Object.keys(rule).length > 0)
      .map(({ d, ...rule }) => (d ? { ...rule, d: d.map((wildcard) => ({ wildcard })) } : rule))
    const anElement = fc.record({ f: fc.constantFrom(...FEW), g: fc.constantFrom(...FEW) })
    const anEvent = fc.record({
      a: fc.constantFrom('x', 'y'),
      b: fc.subarray(FEW),
      c: fc.constantFrom(...FEW),
      d: fc.array(fc.constantFrom(...TEXTS), { maxLength: 4 }),
      e: fc.array(anElement, { maxLength: 4 }),
    })
    const texts = (list: readonly object[]) => list.map((item) => JSON.stringify(item))
    fc.assert(
      fc.property(
        fc.array(aPattern, { minLength: 150, maxLength: 250, size: 'max' }).map(texts),
        fc.array(anEvent, { minLength: 3, maxLength: 6 }).map(texts),
        fc.nat({ max: 6 }),
        (patterns, events, kept) => {
          const index = new RuleIndex<string>()
          const entries = patterns.map((pattern) => index.add(pattern, parsePattern(pattern)))
          const expectAgreement = (there: readonly string[]) => {
            for (const event of events) {
              const found = [...matchByIndex(index, event)].sort()
              expect(found).toEqual([...matchPlainly(there, event)].sort())
            }
          }
          expectAgreement(patterns)
          const stays = (_: unknown, place: number) => place % 7 === kept
          for (const [place, entry] of entries.entries())
            if (!stays(entry, place)) index.remove(entry)
          expectAgreement(patterns.filter(stays))
          for (const entry of entries.filter(stays)) index.remove(entry)
          expect(index.tree.root.hasChildren).toBe(false)
        },
      ),
      // To make a failure smaller would take minutes.
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('keeps nothing of rules that are gone, in whatever order they went', () => {
    const someFields = fc.subarray(['a', 'b', 'c', 'd', 'e'], { minLength: 1 })
    const aRule = fc.tuple(someFields, fc.nat({ max: 30 }), fc.nat())
    fc.assert(
      fc.property(fc.array(aRule, { minLength: 40, maxLength: 120, size: 'max' }), (rules) => {
        const index = new RuleIndex<number>()
        // One rule stays that names all fields: what others leave behind does not go with a field.
        const stays = { a: ['s'], b: ['s'], c: ['s'], d: ['s'], e: ['s'] }
        index.add(-1, parsePattern(JSON.stringify(stays)))
        const before = index.size
        const entries = rules.map(([names, value], number) => {
          const fields = names.map((name, at) => [
            name,
            at > 0 ? [`${value % 5}`] : otherList(value),
          ])
          const pattern = JSON.stringify(Object.fromEntries(fields))
          return { order: rules[number]?.[2] ?? 0, entry: index.add(number, parsePattern(pattern)) }
        })
        expect(index.size).toBeGreaterThan(before)
        entries.sort((left, right) => left.order - right.order)
        for (const { entry } of entries) index.remove(entry)
        expect(index.size).toBe(before)
        expect(matchByIndex(index, '{"a":"s","b":"s","c":"s","d":"s","e":"s"}')).toEqual([-1])
      }),
      { numRuns: 30 },
    )
  })

  it('finds a rule by the last of many values that look like it', () => {
    const index = new RuleIndex<string>()
    for (const end of ['x', 'y']) {
      index.add(end, parsePattern(`{"a":[{"wildcard":"*middle*${end}"}]}`))
    }
    const event = '{"a":["middle 1","middle 2","middle 3","middle x"]}'
    expect(matchByIndex(index, event)).toEqual(['x'])
  })
})
