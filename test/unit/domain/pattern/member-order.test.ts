import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventScanner } from '../../../../src/domain/pattern/scan/event-scanner.ts'
import { KnownMember, MemberOrder } from '../../../../src/domain/pattern/scan/member-order.ts'
import { PathTree } from '../../../../src/domain/pattern/scan/path-tree.ts'
import { askFor, findByScanner, findPlainly } from './support/found-values.ts'

/** Of all lengths, and some like others but for one byte. */
const names = ['a', 'b', 'ab', 'é', 'quantity', 'quality', 'abcdefghijkl', 'abcdefgHijkl', 'a.b']
const aName = fc.constantFrom(...names, 'n'.repeat(60), 'n'.repeat(80), 'a\\"', '🚀', '\ud800')
const aColon = fc.constantFrom(':', ':', ':', ' :', ': ')
const { object: anEvent } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('1', '"x"', '"a:"', 'null'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(aName, aColon, tie('value')), { maxLength: 6 })
    .map((members) => `{${members.map(([name, ...rest]) => `"${name}"${rest.join('')}`)}}`),
}))
const somePaths = fc.uniqueArray(fc.constantFrom(...names, 'a.a', 'a.quantity', 'a.b.abcdefghijkl'))

describe('the members that objects had lately', () => {
  it('change nothing about what is found', () => {
    fc.assert(
      fc.property(
        fc.array(anEvent, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 24, size: 'max' }),
        somePaths,
        somePaths,
        (texts, turns, paths, later) => {
          const tree = new PathTree()
          for (const [index, turn] of turns.entries()) {
            const text = texts[turn % texts.length] ?? ''
            const asked = index < turns.length / 2 ? paths : [...paths, ...later]
            expect(findByScanner(text, asked, tree)).toEqual(findPlainly(text, asked))
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('are not read from behind the end of a text', () => {
    const scanner = new EventScanner()
    const tree = new PathTree()
    askFor(tree, 'quantity')
    const text = '{"quantity":1,"abcdefghijklmnop":2}'
    for (let end = 0; end <= text.length; end += 1) {
      for (const whole of [text, text.slice(0, end)]) {
        expect(scanner.scanEnvelope(whole, tree)).toBe(whole === text)
        scanner.clear()
      }
    }
  })

  it('are replaced by others after a while', () => {
    const order = new MemberOrder<string>()
    const member = (name: string) => () => {
      const bytes = new TextEncoder().encode(`"${name}":`)
      return new KnownMember(new DataView(bytes.buffer), 0, bytes.length, name)
    }
    let place = order.learn(0, member('a'))
    place = order.learn(place, member('b'))
    expect([place, order.at(0)?.node, order.at(1)?.node]).toEqual([2, 'a', 'b'])
    for (let times = 0; times < 100; times += 1) order.learn(0, member('c'))
    expect([order.at(0)?.node, order.at(1)?.node, order.at(2)]).toEqual(['c', 'b', undefined])
    order.forget()
    expect(order.at(0)).toBeUndefined()
  })

  it('are not more than a few', () => {
    const order = new MemberOrder<number>()
    const view = new DataView(new ArrayBuffer(4))
    let place = 0
    for (let index = 0; index < 1_000; index += 1) {
      place = order.learn(place, () => new KnownMember(view, 0, 4, index))
    }
    expect(place).toBe(32)
  })
})
