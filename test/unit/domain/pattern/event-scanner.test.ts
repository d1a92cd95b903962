import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventScanner } from '../../../../src/domain/pattern/scan/event-scanner.ts'
import { type PathNode, PathTree } from '../../../../src/domain/pattern/scan/path-tree.ts'
import { askFor, findByScanner, findPlainly } from './support/found-values.ts'
import { anyText, isJsonObject, numberLikeText } from './support/json-texts.ts'

const scanner = new EventScanner()

/** Reads the text twice: once to check it, and once with somebody asking for many paths. */
function isAccepted(text: string): boolean {
  const plain = scanner.scanEnvelope(text)
  scanner.clear()
  const tree = new PathTree()
  for (const path of ['a', 'a.b', '0', '.', 'é', 'toString.__proto__']) askFor(tree, path)
  expect(scanner.scanEnvelope(text, tree)).toBe(plain)
  scanner.clear()
  return plain
}

const step = fc.constantFrom(
  'a',
  'b',
  '',
  'é',
  '🚀',
  '\ud800',
  'a.b',
  '.',
  'a.',
  '\\u0061',
  '\\"',
  '__proto__',
)
const scalar = fc.constantFrom(
  ...['1', '-0.0', '3.0e2', '9007199254740993', '1e400', 'true', 'null', '""', '"x"', '"é🚀"'],
  ...['"\\ud83d\\ude80"', '"\ud800"', '"\\n\\"\\\\"', '"\\u0000"'],
)
/** Texts, and not values, so that names may be repeated and escaped. */
const { object: anEvent } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'large' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ,')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(step, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([name, value]) => `"${name}" :\n${value}`).join(',\t')}}`),
}))
const aPath = fc
  .array(fc.constantFrom('a', 'b', '', 'é', '🚀', '\ud800', '"', '__proto__'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) => steps.join('.'))

describe('reading an event', () => {
  it('accepts the objects that JSON.parse accepts', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isAccepted(text)).toBe(isJsonObject(text))
        const inside = `{"a":{"b":${text}}}`
        expect(isAccepted(inside)).toBe(isJsonObject(inside))
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads numbers as JSON.parse does', () => {
    fc.assert(
      fc.property(numberLikeText, (number) => {
        const text = `{"a":[${number}]}`
        expect(isAccepted(text)).toBe(isJsonObject(text))
      }),
    )
  })

  it('refuses what breaks off anywhere', () => {
    const text = '{"a":[1.5e+7,"\\u00e9",true,{"b.c":null,"":false}],"a\\u0062":{}}'
    expect(isAccepted(text)).toBe(true)
    for (let end = 0; end < text.length; end += 1)
      expect(isAccepted(text.slice(0, end))).toBe(false)
  })

  it('finds the values that the plain scanner finds, where they are asked for', () => {
    fc.assert(
      fc.property(anEvent, fc.array(aPath, { maxLength: 6 }), (text, paths) => {
        expect(findByScanner(text, paths)).toEqual(findPlainly(text, paths))
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads 1,000 levels of a detail, and that again in its envelope', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    const fields = { id: '', detailType: '', source: '', account: '', region: '', time: 0 }
    const scan = (levels: number) =>
      scanner.scanDetail({ ...fields, resources: [], detail: nested(levels) })
    expect([scan(1_000), scan(1_001)]).toEqual([true, false])
    const envelope = (levels: number) => `{"detail":${nested(levels)}}`
    expect([isAccepted(envelope(1_000)), isAccepted(envelope(1_001))]).toEqual([true, false])
    expect(isAccepted(`{"x":${'['.repeat(100_000)}`)).toBe(false)
    expect(isAccepted('{"a":'.repeat(100_000))).toBe(false)
  })
})

describe('a tree of paths', () => {
  it('forgets a path that nobody asks for, and the steps to it', () => {
    const tree = new PathTree()
    const [inner, outer] = ['a.b.c', 'a'].map((path) => askFor(tree, path))
    const letGo = (node: PathNode | undefined) => {
      if (node === undefined) throw new Error('nobody asked for it')
      node.field = undefined
      node.prune()
    }
    const steps = () => [tree.root.child('a'), tree.root.child('a')?.child('b')]
    letGo(outer)
    expect(steps()).not.toContain(undefined)
    askFor(tree, 'a')
    letGo(inner)
    expect(steps()).toEqual([outer, undefined])
    letGo(outer)
    expect(steps()).toEqual([undefined, undefined])
    expect(tree.root.hasChildren).toBe(false)
  })

  it('finds the names of those that somebody asks for, as they come and go', () => {
    const aName = fc.string({ unit: fc.constantFrom('a', 'b', 'B'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(aName, { maxLength: 80, size: 'max' }), (names) => {
        const tree = new PathTree()
        const asked = new Set<string>()
        const event = JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])))
        for (const name of names) {
          // Asked for once more, it is asked for no longer.
          const node = askFor(tree, name)
          if (asked.delete(name)) {
            node.field = undefined
            node.prune()
          } else asked.add(name)
          expect(scanner.scanEnvelope(event, tree)).toBe(true)
          expect(new Set(tree.nodesWithValues.map(({ field }) => field))).toEqual(asked)
          scanner.clear()
        }
      }),
      { numRuns: 30 },
    )
  })

  it('tells steps with equal hashes apart', () => {
    const tree = new PathTree()
    // 31 × 'A' + 'a' = 31 × 'B' + 'B'
    const nodes = ['Aa', 'BB'].map((path) => askFor(tree, path))
    expect(nodes.map((node, index) => node === tree.root.child(['Aa', 'BB'][index] ?? ''))).toEqual(
      [true, true],
    )
    if (nodes[0]) nodes[0].field = undefined
    nodes[0]?.prune()
    expect(tree.root.child('Aa')).toBeUndefined()
    expect(tree.root.child('BB')).toBe(nodes[1])
  })
})
