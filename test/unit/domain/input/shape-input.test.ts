import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapeInput } from '../../../../src/domain/input/shape-input.ts'
import { compileInput } from '../../../../src/domain/input/target-input.ts'
import type { Target } from '../../../../src/domain/target.ts'

type InputFields = Omit<Target, 'id' | 'arn'>

const facts = {
  ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
  ruleName: 'r',
  ingestionTime: 0,
}

describe('the input of a target', () => {
  const event = '{"id":"1", "detail":{ "b":1.0,"a":12345678901234567890,"b":"x\\/y" }}'

  it('is the whole event, byte for byte, when nothing else is said', () => {
    expect(shape({}, event)).toEqual({ ok: true, payload: event })
  })

  it('is the constant, byte for byte', () => {
    const input = ' { "n" : 1.00 }\n'
    expect(shape({ input }, event)).toEqual({ ok: true, payload: input })
  })

  it('is the part of the event that the path leads to, byte for byte', () => {
    const payload = '{ "b":1.0,"a":12345678901234567890,"b":"x\\/y" }'
    expect(shape({ inputPath: '$.detail' }, event)).toEqual({ ok: true, payload })
  })

  it('keeps the quotes of a string that the path leads to', () => {
    expect(shape({ inputPath: '$.detail.b' }, event)).toEqual({ ok: true, payload: '"x\\/y"' })
  })

  it('does not exist when the path leads nowhere', () => {
    expect(shape({ inputPath: '$.detail.c' }, event)).toEqual({
      ok: false,
      reason: 'path-not-found',
    })
  })

  it('lets a path be called as a member of every object', () => {
    const inputTransformer = {
      inputPathsMap: JSON.parse('{"__proto__":"$.id","constructor":"$.detail.a"}'),
      inputTemplate: '{"a":<__proto__>,"b":<constructor>}',
    }
    expect(shape({ inputTransformer }, event)).toEqual({
      ok: true,
      payload: '{"a":"1","b":12345678901234567890}',
    })
  })

  it('takes a predefined variable from the event last said', () => {
    const inputTemplate = '{"e":<aws.events.event>}'
    expect(
      shape({ inputTransformer: { inputTemplate } }, '{"id":"1","source":"s","id":"2"}'),
    ).toEqual({
      ok: true,
      payload: '{"e":{"id":"2","source":"s"}}',
    })
  })
})

describe('a filled-in JSON template', () => {
  it('has the members it was written with, whatever the values are', () => {
    const property = fc.property(aDetail, aTemplate, (detail, members) => {
      const shaped = transform(`{${members.map(spell).join(' ,\n')}}`, detail)
      const values = members.map((member) => expectedValue(member, detail))
      if (values.some((value) => value === undefined)) {
        expect(shaped).toEqual({ ok: false, reason: 'invalid-json' })
      } else {
        const expected = Object.fromEntries(values.map((value, index) => [`m${index}`, value]))
        expect(shaped).toEqual({ ok: true, payload: JSON.stringify(expected) })
      }
    })
    fc.assert(property, { numRuns: 500 })
  })

  it('is JSON, or is not delivered', () => {
    const aPiece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      ' ',
      '\\',
      'x',
      '1',
      '\n',
      '<v>',
      '<w>',
    )
    const aRoughTemplate = fc
      .array(aPiece, { maxLength: 12 })
      .map((pieces) => `{${pieces.join('')}}`)
    const property = fc.property(aDetail, aRoughTemplate, (detail, template) => {
      // A placeholder as an object key is refused before it gets here.
      fc.pre(!/[>"]\s*:/.test(template) || !template.includes('<'))
      const shaped = transform(template, detail)
      if (shaped.ok) expect(() => JSON.parse(shaped.payload)).not.toThrow()
      else expect(shaped.reason).toBe('invalid-json')
    })
    fc.assert(property, { numRuns: 1_000 })
  })
})

describe('a filled-in string template', () => {
  it('is one JSON string, whatever the value is', () => {
    const property = fc.property(aDetail, (detail) => {
      const shaped = transform('"a <v> \\"<w>\\" b"', detail)
      if (!shaped.ok) expect.unreachable()
      expect(JSON.parse(shaped.payload)).toMatch(/^a .* ".*" b$/s)
    })
    fc.assert(property, { numRuns: 500 })
  })

  it('shows a string as it is', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (v) => {
      const shaped = transform('"a <v> b"', { v })
      if (!shaped.ok) expect.unreachable()
      expect(JSON.parse(shaped.payload)).toBe(`a ${v} b`)
    })
    fc.assert(property)
  })
})

type Detail = { v?: unknown; w?: unknown }
type Member = { before: string; name: 'v' | 'w'; after: string; isInString: boolean }

const aNastyString = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"', '\\', '\\"', '","admin":"1', '\n', '\u2028', '\ud800', '<w>', '}'),
)
const aValue = fc.oneof(aNastyString, fc.jsonValue({ maxDepth: 2 }))
const aDetail: fc.Arbitrary<Detail> = fc.record({ v: aValue, w: aValue }, { requiredKeys: [] })
const someText = aNastyString.map((text) => text.replaceAll('<', ''))
const aTemplate: fc.Arbitrary<Member[]> = fc.array(
  fc.record({
    before: someText,
    name: fc.constantFrom('v', 'w'),
    after: someText,
    isInString: fc.boolean(),
  }),
  { maxLength: 4 },
)

function spell({ before, name, after, isInString }: Member, index: number): string {
  const around = [before, after].map((text) => JSON.stringify(text).slice(1, -1))
  return `"m${index}": ${isInString ? `"${around.join(`<${name}>`)}"` : `<${name}>`}`
}

/** By the table of the user guide, on values instead of texts; undefined when nothing is delivered. */
function expectedValue({ before, name, after, isInString }: Member, detail: Detail): unknown {
  if (!Object.hasOwn(detail, name)) return isInString ? before + after : ''
  const value = detail[name]
  if (!isInString) return value
  if (typeof value === 'object' && value !== null) return undefined
  return before + (typeof value === 'string' ? value : JSON.stringify(value)) + after
}

function shape(fields: InputFields, event: string) {
  return shapeInput(compileInput({ id: 't', ...fields }), { text: event }, facts)
}

function transform(inputTemplate: string, detail: Detail) {
  const inputPathsMap = { v: '$.detail.v', w: '$.detail.w' }
  const event = JSON.stringify({ id: '1', detail })
  return shape({ inputTransformer: { inputPathsMap, inputTemplate } }, event)
}
