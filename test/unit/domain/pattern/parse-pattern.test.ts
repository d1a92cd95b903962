import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidEventPattern } from '../../../../src/domain/faults.ts'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'

/** Texts that get far into the parser: pieces of patterns in any order. */
const patternLikeText = fc
  .array(
    fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"a"', '"$or"', '"prefix"', '"anything-but"', '"cidr"'],
      ...['"numeric"', '"wildcard"', '"exists"', '"equals-ignore-case"', '"="', '">"', '"<"'],
      ...['1', '-0.0', '1e400', 'true', 'null', '"x*"', '"**"', '"10.0.0.0/8"', '"', '\\', ' '],
      ...['{"a":[', ']}', '[{', '}]', '{"a":[{"anything-but":', '{"a":[{"numeric":['],
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(''))

function or(count: number): string {
  const members = Array.from({ length: count }, (_, n) => `"$or":[{"a${n}":[1]},{"b${n}":[1]}]`)
  return `{${members.join(',')}}`
}

describe('parsing a pattern', () => {
  it('throws nothing but InvalidEventPattern, whatever the text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), patternLikeText)
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parsePattern(text)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidEventPattern)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('makes one branch, ordered by path, of a pattern without $or', () => {
    expect(parsePattern('{"b":[1],"a":{"c":["x",{"exists":false}]}}').branches).toEqual([
      [
        { path: 'a.c', anyOf: [{ is: 'string', text: 'x' }, { is: 'absent' }] },
        { path: 'b', anyOf: [{ is: 'number', text: '1', value: 1 }] },
      ],
    ])
  })

  it('multiplies branches by the alternatives of each $or', () => {
    const { branches } = parsePattern(
      '{"o":{"$or":[{"a":[1]},{"b":[1]}]},"$or":[{"c":[1]},{"d":[1]},{"e":[1]}]}',
    )
    expect(branches.map((branch) => branch.map(({ path }) => path).join())).toEqual([
      'c,o.a',
      'c,o.b',
      'd,o.a',
      'd,o.b',
      'e,o.a',
      'e,o.b',
    ])
  })

  it('shares equal fields between branches', () => {
    const [first, second] = parsePattern('{"a":[1],"$or":[{"b":[1]},{"b":[2]}]}').branches
    expect(first?.[0]).toBe(second?.[0])
  })

  it('allows 1,000 combinations and no more', () => {
    expect(parsePattern(or(9)).branches).toHaveLength(512)
    expect(() => parsePattern(or(10))).toThrow('more than 1000 combinations')
    expect(() => parsePattern(or(60))).toThrow('more than 1000 combinations')
  })

  it('refuses deep nesting without using up the stack', () => {
    expect(() => parsePattern('{"a":'.repeat(10_000))).toThrow('Document nesting depth (1001)')
    expect(() => parsePattern(`{"a":[${'['.repeat(10_000)}`)).toThrow('Match value must be String')
  })

  it('quotes only the start of a long pattern', () => {
    const text = `{"a":[${'1,'.repeat(300)}x]}`
    expect(() => parsePattern(text)).toThrow('[truncated 109 chars]; line: 1, column: 608]')
  })

  it('counts lines, whatever ends them', () => {
    expect(() => parsePattern('{\n\r\n\r"a": 1}')).toThrow('line: 4, column: 7]')
  })

  it('shows control characters in the quoted pattern', () => {
    expect(() => parsePattern('{"a":\u00011}')).toThrow(
      'Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens\n at [Source: (String)"{"a":\\u00011}"',
    )
  })

  it('names a place twice for what is wrong inside a list', () => {
    const place = ' at [Source: (String)"{"a":[{"anything-but":[null]}]}"; line: 1, column: 28]'
    expect(() => parsePattern('{"a":[{"anything-but":[null]}]}')).toThrow(
      `Event pattern is not valid. Reason: Inside anything but list, start|null|boolean is not supported.\n${place}\n${place}`,
    )
  })
})
