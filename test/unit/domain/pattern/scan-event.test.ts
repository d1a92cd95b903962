import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EventScan, scanEvent } from '../../../../src/domain/pattern/scan-event.ts'
import { type EventValue, valuesAt } from '../../../../src/domain/pattern/scanned-event.ts'
import { anyText, isJson, numberLikeText } from './support/json-texts.ts'

function valuesOf(text: string, path: string): readonly EventValue[] {
  const scan = scanEvent(text)
  if (!scan.ok) throw new Error(scan.reason)
  return valuesAt(scan.event, path)
}

function sayJson(scan: EventScan): boolean {
  return scan.ok || scan.because === 'not-an-object'
}

describe('scanning an event', () => {
  it('agrees with JSON.parse on what is JSON', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sayJson(scanEvent(text))).toBe(isJson(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads numbers as JSON.parse does', () => {
    fc.assert(
      fc.property(numberLikeText, (number) => {
        const text = `{"a":[${number}]}`
        expect(sayJson(scanEvent(text))).toBe(isJson(text))
      }),
    )
  })

  it('finds every string of an object under its name', () => {
    const objects = fc.dictionary(
      fc.string({ unit: 'binary' }).filter((name) => !name.includes('.')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(objects, (object) => {
        const text = JSON.stringify(object)
        for (const [name, value] of Object.entries(object)) {
          expect(valuesOf(text, name).map((found) => found.is === 'string' && found.text)).toEqual([
            value,
          ])
        }
      }),
    )
  })

  it.each([
    ['nothing', '', 'not-json'],
    ['a broken text', '{"a":', 'not-json'],
    ['text behind the object', '{} {}', 'not-json'],
    ['an array', '[{"a":1}]', 'not-an-object'],
    ['a scalar', '"a"', 'not-an-object'],
    ['too deep nesting', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'not-json'],
    ['unfinished deep nesting', '{"a":'.repeat(10_000), 'not-json'],
  ])('refuses %s', (_what, text, because) => {
    expect(scanEvent(text)).toMatchObject({ ok: false, because })
  })

  it('reads 1,000 levels', () => {
    const text = `{"a":${'['.repeat(999)}1${']'.repeat(999)}}`
    expect(valuesOf(text, 'a')).toHaveLength(1)
  })

  it('keeps the text of numbers, and their value where a double can hold it', () => {
    expect(valuesOf('{"a":[3.0e2,9007199254740993]}', 'a')).toMatchObject([
      { is: 'number', text: '3.0e2', value: 300 },
      { is: 'number', text: '9007199254740993', value: undefined },
    ])
  })

  it('keeps every value of a repeated name', () => {
    expect(valuesOf('{"a":1,"a":null,"a":{"b":2},"a":{"b":3}}', 'a')).toHaveLength(2)
    expect(valuesOf('{"a":{"b":2},"a":{"b":3}}', 'a.b')).toHaveLength(2)
  })

  it('takes a dot in a name for a step', () => {
    expect(valuesOf('{"a.b":{"c":1}}', 'a.b.c')).toHaveLength(1)
    expect(valuesOf('{"a":{"b.c":1}}', 'a.b.c')).toHaveLength(1)
  })

  it('says which array elements a value is inside of', () => {
    const [first, second, scalar] = valuesOf('{"a":[7,{"b":1},[{"b":2}]],"b":0}', 'a.b').concat(
      valuesOf('{"a":[7]}', 'a'),
    )
    expect(first?.element).toEqual({ array: 0, index: 1, parent: undefined })
    expect(second?.element).toEqual({
      array: 1,
      index: 0,
      parent: { array: 0, index: 2, parent: undefined },
    })
    expect(scalar?.element).toBeUndefined()
  })

  it('knows the names at the top and no others', () => {
    const scan = scanEvent('{"id":{"inner":1},"":[]}')
    expect(scan.ok && [...scan.event.names]).toEqual(['id', ''])
  })

  it('reads a long name above many values without copying it for each', () => {
    const members = Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`)
    const name = 'n'.repeat(200_000)
    expect(valuesOf(`{"${name}":{${members.join(',')}}}`, `${name}.k4999`)).toHaveLength(1)
  })
})
