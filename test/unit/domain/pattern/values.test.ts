import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readShortNumber } from '../../../../src/domain/pattern/scan/short-number.ts'
import { toExactNumber } from '../../../../src/domain/pattern/value/exact-number.ts'
import { blockOf, parseAddress } from '../../../../src/domain/pattern/value/ip-address.ts'
import {
  endsCaseless,
  equalsCaseless,
  startsCaseless,
  toCaselessText,
} from '../../../../src/domain/pattern/value/letter-case.ts'
import { toUtf8 } from '../../../../src/domain/pattern/value/utf8.ts'
import {
  matchesWildcard,
  parseWildcard,
  type WildcardParts,
} from '../../../../src/domain/pattern/value/wildcard.ts'
import { isJson, numberLikeText } from './support/json-texts.ts'

function partsOf(text: string): WildcardParts {
  const parts = parseWildcard(text)
  if ('fault' in parts) throw new Error(parts.fault)
  return parts
}

/** The definition: a star stands for nothing, or for one character and then a star again. */
function matchesByDefinition(value: string, pattern: string): boolean {
  if (pattern === '') return value === ''
  const rest = pattern.slice(1)
  if (pattern[0] !== '*')
    return value[0] === pattern[0] && matchesByDefinition(value.slice(1), rest)
  return (
    matchesByDefinition(value, rest) ||
    (value !== '' && matchesByDefinition(value.slice(1), pattern))
  )
}

describe('a wildcard', () => {
  it('matches what its definition says', () => {
    const patterns = fc
      .array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 })
      .map((pieces) => pieces.join('').replace(/\*+/g, '*'))
    const values = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 }).map((all) => all.join(''))
    fc.assert(
      fc.property(patterns, values, (pattern, value) => {
        expect(matchesWildcard(value, partsOf(pattern))).toBe(matchesByDefinition(value, pattern))
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes any text literally once it is escaped', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const parts = partsOf(text.replace(/[\\*]/g, '\\$&'))
        expect(matchesWildcard(text, parts)).toBe(true)
        expect(matchesWildcard(other, parts)).toBe(other === text)
      }),
    )
  })

  it('names a fault by its byte, quote included', () => {
    expect(parseWildcard('é**')).toEqual({ fault: 'Consecutive wildcard characters at pos 3' })
    expect(parseWildcard('🚀\\x')).toEqual({ fault: 'Invalid escape character at pos 5' })
  })
})

describe('an exact number', () => {
  it('is any double in any spelling', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(Math.abs(value) > 1e-300 || value === 0)
        expect(toExactNumber(JSON.stringify(value))).toBe(value + 0)
        expect(toExactNumber(value.toExponential())).toBe(value + 0)
      }),
    )
  })

  it.each([
    ['300.0', 300],
    ['0.0003e+6', 300],
    ['-0.0', 0],
    ['0e2147483647', 0],
    ['1e22', 1e22],
    ['4.9E-324', 5e-324],
    ['1.7976931348623157E308', Number.MAX_VALUE],
  ])('%s has a value', (text, value) => {
    expect(toExactNumber(text)).toBe(value)
  })

  it.each([
    '9007199254740993',
    '1e400',
    '1e-400',
    '0.1000000000000000055511151231257827',
    '5e-324',
    '0e2147483648',
  ])('%s has none', (text) => {
    expect(toExactNumber(text)).toBeUndefined()
  })
})

describe('a short number', () => {
  it('is read from its bytes as from its text', () => {
    fc.assert(
      fc.property(numberLikeText.filter(isJson), (text) => {
        const bytes = toUtf8(` ${text},`)
        const read = readShortNumber(bytes, 1, bytes.length - 1)
        expect(read).toBe(/e/i.test(text) ? Number.NaN : toExactNumber(text))
      }),
    )
    const bytes = (text: string) => readShortNumber(toUtf8(text), 0, text.length)
    expect(['-12.345', '100000000000.3', '0.1000000000000'].map(bytes)).toEqual([
      -12.345, 100000000000.3, 0.1,
    ])
    expect(bytes('1234567890123456')).toBeNaN()
  })
})

describe('an address', () => {
  it('is the same in every spelling of IPv6', () => {
    const groups = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(groups, fc.nat(7), (all, hole) => {
        const some = all.map((group, index) => (index === hole ? 0 : group))
        const digits = some.map((group) => group.toString(16).padStart(4, '0'))
        const short = [some.slice(0, hole), some.slice(hole + 1)].map((part) =>
          part.map((group) => group.toString(16)).join(':'),
        )
        expect(parseAddress(digits.join(':'))).toBe(digits.join('').toUpperCase())
        expect(parseAddress(short.join('::'))).toBe(digits.join('').toUpperCase())
      }),
    )
  })

  it('is four numbers of a byte, with zeros in front or not, in at most 15 characters', () => {
    const octet = fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 2 }))
    fc.assert(
      fc.property(fc.array(octet, { minLength: 3, maxLength: 5, size: 'max' }), (octets) => {
        const text = octets.map(([byte, zeros]) => `${'0'.repeat(zeros)}${byte}`).join('.')
        const isOne =
          octets.length === 4 && octets.every(([byte]) => byte < 256) && text.length <= 15
        const digits = octets.map(([byte]) => byte.toString(16).padStart(2, '0')).join('')
        expect(parseAddress(text)).toBe(isOne ? digits.toUpperCase() : undefined)
      }),
    )
  })

  it.each(['1..2.3', '.1.2.3', '1.2.3.', '1.2.3.4 ', '1.2.3.x', '1.2.3.-4', '1.2.3.+4'])(
    'is not %s, where something is missing or too much',
    (text) => {
      expect(parseAddress(text)).toBeUndefined()
    },
  )

  it.each(['', ':', ':::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', '1::2::3'])(
    'is not "%s"',
    (text) => {
      expect(parseAddress(text)).toBeUndefined()
    },
  )

  it.each(['12345::', ':1:2:3:4:5:6:7:8', '256.1.1.1', '1.2.3', '1.2.3.4.5', '0000000001.1.1.1'])(
    'is not %s either',
    (text) => {
      expect(parseAddress(text)).toBeUndefined()
    },
  )

  it('lies in a block with every address that has the same fixed bits', () => {
    expect(blockOf('0A00004D', 24)).toEqual({ low: '0A000000', high: '0A0000FF' })
    expect(blockOf('0A000001', 0)).toEqual({ low: '00000000', high: 'FFFFFFFF' })
    expect(blockOf('0A000001', 31)).toEqual({ low: '0A000000', high: '0A000001' })
  })
})

describe('a text without case', () => {
  it('equals itself in lower and in upper case, unless it leaves the basic plane', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aZéÉßжЖΣ1 ') })
    fc.assert(
      fc.property(letters, letters, (text, more) => {
        const caseless = toCaselessText(text)
        const upper = text.split('').map((letter) => letter.toUpperCase())
        expect(equalsCaseless(text, caseless)).toBe(true)
        expect(equalsCaseless(upper.join(''), caseless)).toBe(true)
        expect(startsCaseless(upper.join('') + more, caseless)).toBe(true)
        expect(endsCaseless(more + upper.join(''), caseless)).toBe(true)
      }),
    )
  })
})
