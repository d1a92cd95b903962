import fc from 'fast-check'
import { InvalidEventPattern } from '../../../../../src/domain/faults.ts'
import { parsePattern } from '../../../../../src/domain/pattern/parse/parse-pattern.ts'

/*
 * Patterns and events from few names and values, so that they often have to do with each other, and
 * from those values that are easily got wrong. All of them are JSON texts.
 */

const NAMES = ['a', 'b', 'c', 'a.b', 'é', '']
const STRINGS = [
  ...[
    '',
    'x',
    'xy',
    'xyz',
    'yx',
    'zyx',
    'xxyxx',
    'X',
    'XY',
    'Xyz',
    'x*y',
    'x\\y',
    '"x"',
    'x"',
    '"',
  ],
  ...['é', 'É', 'ß', 'SS', 'ss', 'ſs', 'k', 'K', '\u212a', 'İ', 'i\u0307', 'σ', 'ς', 'Σ'],
  ...['🚀', '🚀x', '\ud83d', '\ude80', '?', '??', 'ŉ', 'ʼn', '__proto__', 'true', '1'],
  ...[
    '10.0.0.1',
    '010.0.0.1',
    '10.0.0.255',
    '10.0.1.1',
    '11.0.0.0',
    '255.255.255.255',
    '10.0.0.999',
  ],
  ...['::1', '0:0:0:0:0:0:0:1', '2001:db8::', '2001:DB8::1', '::ffff:a00:1', 'a00:1::', 'a00::'],
]
const NUMBERS = [
  ...[
    '0',
    '-0',
    '-0.0',
    '1',
    '1.0',
    '10e-1',
    '2',
    '3',
    '300',
    '3.0e2',
    '0.1',
    '0.10000000000000001',
  ],
  ...[
    '9007199254740992',
    '9007199254740993',
    '1e400',
    '1e308',
    '5e-324',
    '4.9E-324',
    '1e-400',
    '-1',
  ],
]
// AWS takes some numbers for the digits of an address.
NUMBERS.push('10', '12', '10000000', '100000010', '20010000')
const RANGES = [
  ...[
    '["<",0]',
    '["<=",0]',
    '[">",0]',
    '[">=",0]',
    '["=",3e2]',
    '[">",0,"<",2]',
    '[">=",1,"<=",1.5]',
  ],
  ...['[">",-1,"<=",300]', '[">=",300,"<",9007199254740992]', '["<",5e-324]', '[">",1e308]'],
]
const BLOCKS = [
  ...['10.0.0.0/24', '10.0.0.77/8', '10.0.0.0/31', '0.0.0.0/0', '::/0', '::/96', '2001:db8::/32'],
  ...[
    '2001:db8::/127',
    'a00::/8',
    'a00:1::/24',
    '::ffff:10.0.0.0/100',
    '::ffff:a00:0/120',
    '16.0.0.0/8',
    '1000::/12',
    '2001::/16',
  ],
]
const WILDCARDS = [
  '*',
  'x*',
  '*x',
  '*x*',
  'x*y',
  '*y*z',
  'x*y*x*',
  '*xyx*',
  'é*',
  '*\\\\*',
  'x\\\\*y',
  '🚀*',
  '*k*',
]

const aString = fc.constantFrom(...STRINGS)
const aStringText = aString.map(toText)
const aNumberText = fc.constantFrom(...NUMBERS)
const aName = fc.constantFrom(...NAMES).map(toText)

/** JSON of a text, at times with escapes that need not be there. */
function toText(text: string): string {
  return JSON.stringify(text)
}

const escapedStringText = aString.map((text) => {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `"${text.split('').map(escaped).join('')}"`
})

const aList = (item: fc.Arbitrary<string>) =>
  fc.oneof(
    item,
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join()}]`),
  )

const aWildcardText = fc.constantFrom(...WILDCARDS).map((text) => `"${text}"`)

const anExclusion = fc.oneof(
  aList(aStringText),
  aList(aNumberText),
  fc
    .tuple(fc.constantFrom('prefix', 'suffix', 'equals-ignore-case'), aList(aStringText))
    .map(([operator, texts]) => `{"${operator}":${texts}}`),
  aList(aWildcardText).map((texts) => `{"wildcard":${texts}}`),
)

const aPredicate = fc.oneof(
  { weight: 4, arbitrary: aStringText },
  { weight: 2, arbitrary: aNumberText },
  fc.constantFrom('true', 'false', 'null'),
  fc
    .tuple(fc.constantFrom('exactly', 'prefix', 'suffix', 'equals-ignore-case'), aStringText)
    .map(([operator, text]) => `{"${operator}":${text}}`),
  fc
    .tuple(fc.constantFrom('prefix', 'suffix'), aStringText)
    .map(([operator, text]) => `{"${operator}":{"equals-ignore-case":${text}}}`),
  aWildcardText.map((text) => `{"wildcard":${text}}`),
  fc.constantFrom(...RANGES).map((range) => `{"numeric":${range}}`),
  fc.constantFrom(...BLOCKS).map((block) => `{"cidr":"${block}"}`),
  anExclusion.map((exclusion) => `{"anything-but":${exclusion}}`),
  fc.constantFrom('{"exists":true}', '{"exists":false}'),
)

const { object: patternLike } = fc.letrec<{ member: string; object: string }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(aName, fc.array(aPredicate, { minLength: 1, maxLength: 3 }))
      .map(([name, predicates]) => `${name}:[${predicates.join()}]`),
    fc.tuple(aName, tie('object')).map(([name, object]) => `${name}:${object}`),
    fc
      .array(tie('object'), { minLength: 2, maxLength: 3 })
      .map((objects) => `"$or":[${objects.join()}]`),
  ),
  object: fc
    .array(tie('member'), { minLength: 1, maxLength: 3 })
    .map((members) => `{${members.join()}}`),
}))

/** Patterns that AWS takes. */
export const aPatternText = patternLike.filter(isPattern)

function isPattern(text: string): boolean {
  try {
    parsePattern(text)
    return true
  } catch (error) {
    if (error instanceof InvalidEventPattern) return false
    throw error
  }
}

/** Objects in which names may be repeated, and arrays nested. */
export const { object: anEventText } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'large' },
    fc.oneof(aStringText, aNumberText, escapedStringText, fc.constantFrom('true', 'false', 'null')),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(aName, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join()}}`),
}))
