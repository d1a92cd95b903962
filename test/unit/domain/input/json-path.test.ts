import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluatePath, parseJsonPath } from '../../../../src/domain/input/json-path.ts'

describe('a path', () => {
  it('becomes steps', () => {
    expect(parseJsonPath('$.detail-type[2].*[*].a_b')).toEqual([
      { kind: 'key', key: 'detail-type' },
      { kind: 'index', index: 2 },
      { kind: 'all' },
      { kind: 'all' },
      { kind: 'key', key: 'a_b' },
    ])
  })

  it('has no steps when it names the whole event', () => {
    expect(parseJsonPath('$')).toEqual([])
  })

  it('finds what a walk over the parsed event finds', () => {
    const property = fc.property(
      anEvent,
      aWay,
      fc.constantFrom(0, 1, '\n'),
      (event, way, indent) => {
        const found = evaluatePath(
          mustParse(`$${way.join('')}`),
          JSON.stringify(event, null, indent),
        )
        expect(found === undefined ? undefined : JSON.parse(found)).toEqual(walk(event, way))
      },
    )
    fc.assert(property, { numRuns: 500 })
  })

  it('gives the text exactly as it stands in the event', () => {
    const property = fc.property(fc.json({ noUnicodeString: false }), fc.json(), (value, other) => {
      const event = `{ "other" : ${other},\n"detail": { "x": [ ${other} , ${value}\t] , "z" : {} } }`
      expect(evaluatePath(mustParse('$.detail.x[1]'), event)).toBe(value.trim())
    })
    fc.assert(property)
  })

  it('reaches through any depth', () => {
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"b":1}`
    expect(evaluatePath(mustParse('$.b'), deep)).toBe('1')
  })

  it.each(['$.__proto__', '$.constructor', '$.detail.hasOwnProperty', '$.detail.__proto__.x'])(
    '%s finds nothing that every object has',
    (path) => {
      expect(evaluatePath(mustParse(path), '{"detail":{}}')).toBeUndefined()
    },
  )
})

const aKey = fc.constantFrom('a', 'b', '__proto__', '0')
const anEvent = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(1, -0.5, 'text ]}"', '', null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(aKey, tie('value'), { maxKeys: 4 }),
  ),
})).value
const aWay = fc.array(
  fc.oneof(
    aKey.map((key) => `.${key}`),
    fc.nat({ max: 2 }).map((index) => `[${index}]`),
  ),
  { maxLength: 4 },
)

function mustParse(text: string) {
  const path = parseJsonPath(text)
  if (path === undefined) expect.unreachable()
  return path
}

function walk(value: unknown, [step, ...rest]: string[]): unknown {
  if (step === undefined) return value
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value) !== step.startsWith('[')) return undefined
  const name = step.replace(/[.[\]]/g, '')
  const child = Object.entries(value).find(([key]) => key === name)
  return child && walk(child[1], rest)
}
