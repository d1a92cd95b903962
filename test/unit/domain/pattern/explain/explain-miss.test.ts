import { describe, expect, it } from 'vitest'
import { explainMiss } from '../../../../../src/domain/pattern/explain/explain-miss.ts'
import { parsePattern } from '../../../../../src/domain/pattern/parse/parse-pattern.ts'
import { explain, scanned } from './explaining.ts'

/** The pattern's alternatives for `a`, the event's value of `a`, the reason, and a part of the words. */
type Row = readonly [alternatives: string, value: string, reason: string, words: string]

const COMPARISONS: readonly Row[] = [
  ['"paid"', '"open"', 'different', '`a` wanted the string "paid", found the string "open".'],
  ['"paid"', '"Paid"', 'letter-case', 'found the string "Paid": it is the same text but for upper'],
  ['"paid"', '" paid"', 'white-space', 'white space around it makes the difference'],
  ['"café"', '"cafe\u0301"', 'unicode-form', 'other Unicode characters write it'],
  ['"300"', '300', 'type', 'a string never equals a number, not even one of the same digits'],
  ['"x"', '300', 'type', 'a string never matches numbers'],
  ['"null"', 'null', 'type', 'null is not the same as the string'],
  ['"x"', 'true', 'type', 'a string never matches true'],
  ['300', '"300"', 'type', 'a string never equals a number, not even one of the same digits'],
  ['300', '"x"', 'type', 'a number never equals a string'],
  ['300', '301', 'different', 'wanted the number 300, found the number 301.'],
  ['9007199254740993', '9007199254740992', 'precision', 'their texts are compared'],
  ['null', '"NULL"', 'type', 'the string is not the same as null'],
  ['true', 'false', 'different', 'wanted true, found false.'],
  ['{"prefix":"ab"}', '"xyz"', 'different', 'wanted a string that starts with "ab"'],
  ['{"prefix":"ab"}', '"ABc"', 'letter-case', 'upper and lower case'],
  ['{"prefix":"ab"}', '"cab"', 'not-anchored', 'it has that, but not at its start'],
  ['{"prefix":"ab"}', '1', 'type', 'prefix never matches numbers'],
  ['{"suffix":"ab"}', '"cAB"', 'letter-case', 'upper and lower case'],
  ['{"suffix":"ab"}', '"abc"', 'not-anchored', 'it has that, but not at its end'],
  [
    '{"suffix":{"equals-ignore-case":"AB"}}',
    '"x"',
    'different',
    'ends with "ab" in any letter case',
  ],
  ['{"prefix":{"equals-ignore-case":"AB"}}', 'null', 'type', 'prefix never matches null'],
  ['{"equals-ignore-case":"Paid"}', '"open"', 'different', 'the string "paid" in any letter case'],
  ['{"equals-ignore-case":"x"}', '1', 'type', 'equals-ignore-case never matches numbers'],
  ['{"equals-ignore-case":"🚀"}', '"🚀"', 'letter-case', 'beyond the basic plane'],
  ['{"wildcard":"a*c"}', '"xacx"', 'not-anchored', 'a wildcard must fit all of it'],
  ['{"wildcard":"a*c"}', '"xyz"', 'different', 'a string like "a*c"'],
  ['{"wildcard":"a*c"}', 'true', 'type', 'wildcard never matches true'],
  ['{"numeric":[">",100]}', '"250"', 'type', 'numeric never matches strings'],
  ['{"numeric":[">",100]}', 'null', 'type', 'numeric matches numbers only'],
  [
    '{"numeric":[">",100]}',
    '99.50',
    'out-of-range',
    'wanted a number > 100, found the number 99.50',
  ],
  ['{"numeric":[">=",0,"<",5]}', '-1', 'out-of-range', '-1 is not >= 0'],
  ['{"numeric":[">=",0,"<",5]}', '5', 'out-of-range', '5 is not < 5'],
  ['{"numeric":["<=",5]}', '1e400', 'precision', 'numeric never matches such numbers'],
  ['{"cidr":"10.0.0.77/24"}', '"10.0.1.0"', 'outside-block', 'it lies outside 10.0.0.0/24'],
  ['{"cidr":"2001:db8::/32"}', '"2001:db9::1"', 'outside-block', 'outside 2001:db8::/32'],
  ['{"cidr":"10.0.0.0/8"}', '"10.0.0.256"', 'not-an-address', 'only looks like an IP address'],
  ['{"cidr":"10.0.0.0/8"}', '"home"', 'not-an-address', 'it is not an IP address'],
  ['{"cidr":"10.0.0.0/8"}', '"10.0.0.1 "', 'not-an-address', 'with white space around it'],
  ['{"cidr":"10.0.0.0/8"}', '10', 'type', 'an IP address is a string'],
  ['"10.0.0.1"', '"10.0.0.2"', 'different', 'wanted the IP address 10.0.0.1'],
  ['"::1"', '"::2"', 'different', 'wanted the IP address ::1'],
  ['{"anything-but":"x"}', '"x"', 'excluded', 'anything but the string "x", found the string "x"'],
  ['{"anything-but":["x","y"]}', '"y"', 'excluded', 'it is excluded as the string "y"'],
  [
    '{"anything-but":[1,2]}',
    '1.0',
    'excluded',
    'found the number 1.0: it is excluded as the number 1',
  ],
  [
    '{"anything-but":{"prefix":"x"}}',
    '"xy"',
    'excluded',
    'anything but a string that starts with "x"',
  ],
  ['{"anything-but":{"suffix":["x","y"]}}', '"ax"', 'excluded', 'as a string that ends with "x"'],
  ['{"anything-but":{"equals-ignore-case":"x"}}', '"X"', 'excluded', '"x" in any letter case'],
  ['{"anything-but":{"wildcard":"x*"}}', '"xy"', 'excluded', 'anything but a string like "x*"'],
  ['{"anything-but":"x"}', '["x","x"]', 'excluded', 'and so is every other'],
  ['{"exists":false}', '0', 'present', 'wanted no value, found the number 0'],
  ['{"exists":true}', '[]', 'empty', 'wanted any value, found an empty object or array'],
  ['{"exists":true}', '{"b":1}', 'object', 'found an object (with `b`)'],
  ['1,2', '[3,"4"]', 'type', 'wanted the number 1 or the number 2, found the string "4"'],
]

describe('the explanation of a miss', () => {
  it.each(COMPARISONS)('of %s and %s is %s', (alternatives, value, reason, words) => {
    const failure = explain(`{"a":[${alternatives}]}`, `{"a":${value}}`)
    expect(failure).toMatchObject({ path: 'a', reason, words: expect.stringContaining(words) })
  })

  it('tells in words and as data what was wanted and what was found', () => {
    const pattern = '{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}'
    expect(explain(pattern, '{"source":"shop","detail":{"total":"250"}}')).toEqual({
      path: 'detail.total',
      reason: 'type',
      words:
        '`detail.total` wanted a number > 100, found the string "250": numeric never matches strings.',
      wanted: [{ numeric: ['>', 100] }],
      found: [{ type: 'string', value: '250' }],
      foundCount: 1,
      alsoFailing: [],
    })
  })

  it('names the first failing path and the later ones', () => {
    const failure = explain(
      '{"a":[1],"b":[2],"c":[3],"d":[{"exists":false}]}',
      '{"a":1,"c":0,"d":1}',
    )
    expect(failure).toMatchObject({ path: 'b', reason: 'absent', alsoFailing: ['c'] })
  })

  it('says why nothing is at the path', () => {
    const why = (pattern: string, event: string) => explain(pattern, event).words
    expect(why('{"detail":{"a":{"b":[1]}}}', '{"detail":{"a":"x"}}')).toBe(
      '`detail.a.b` wanted the number 1, found nothing: `detail.a` is the string "x", not an object.',
    )
    expect(why('{"detail":{"a":{"b":[1]}}}', '{"detail":{"a":{"xyz":1}}}')).toContain(
      '`detail.a` has no member `b`',
    )
    expect(why('{"o":{"":[1]}}', '{"o":{"":1}}')).toContain(
      'patterns do not see what has an empty name',
    )
    expect(why('{"a":[1,1.0,1]}', '{"a":2}')).toBe(
      '`a` wanted the number 1 or the number 1.0, found the number 2.',
    )
    expect(why('{"other":[1]}', '{"detail":1}')).toContain('the event has no member `other`')
  })

  it.each([
    ['one letter missing', 'custmer', 'detail.customer'],
    ['one letter too many', 'custtomer', 'detail.customer'],
    ['one letter wrong', 'costomer', 'detail.customer'],
    ['two letters exchanged', 'cutsomer', 'detail.customer'],
    ['letter case', 'CUSTOMER', 'detail.customer'],
    ['two slips', 'custmr', undefined],
  ])('suggests the member that was meant: %s', (_slip, name, didYouMean) => {
    const failure = explain(`{"detail":{"${name}":["x"]}}`, '{"detail":{"customer":"x"}}')
    expect(failure.didYouMean).toBe(didYouMean)
    expect(failure.words.includes('Did you mean `detail.customer`?')).toBe(didYouMean !== undefined)
  })

  it('suggests a path that is on another level, or goes on below a slip', () => {
    const hint = (pattern: string, event: string) => explain(pattern, event).didYouMean
    expect(hint('{"total":[1]}', '{"detail":{"total":1}}')).toBe('detail.total')
    expect(hint('{"detail":{"source":["x"]}}', '{"source":"x","detail":{}}')).toBe('source')
    const event = '{"detail":{"customer":{"name":"x"}}}'
    expect(hint('{"detail":{"custmer":{"name":["x"]}}}', event)).toBe('detail.customer.name')
    expect(hint('{"detail":{"custmer":{"nme":["x"]}}}', event)).toBe('detail.customer')
  })

  it('suggests the value that was meant', () => {
    expect(explain('{"a":["shipped"]}', '{"a":["other","shiped"]}')).toMatchObject({
      reason: 'spelling',
      didYouMean: 'shiped',
      words: expect.stringContaining('found the string "shiped" and the string "other"'),
    })
    expect(explain('{"a":["b"]}', '{"a":"c"}')).toMatchObject({ reason: 'different' })
    expect(explain('{"a":[{"prefix":"ship-"}]}', '{"a":"shop-1"}').didYouMean).toBe('shop-')
  })

  it('quotes no more than people read', () => {
    const failure = explain('{"a":["y"]}', `{"a":[${'"x",'.repeat(50)}"${'x'.repeat(5_000)}"]}`)
    expect(failure).toMatchObject({ foundCount: 51, words: expect.stringContaining('46 more') })
    expect(failure.found).toHaveLength(5)
    const long = explain('{"a":["y"]}', `{"a":"${'x'.repeat(5_000)}"}`)
    expect(long.words.length).toBeLessThan(250)
    expect(long.words).toContain('(5000 characters)')
    expect(JSON.stringify(long).length).toBeLessThan(1_500)
  })
})

it('writes numbers that no double holds as they are', () => {
  expect(explain('{"a":[1e400,3.0]}', '{"a":1}').wanted).toEqual([{ number: '1e400' }, 3])
})

describe('the explanation of arrays', () => {
  it('names the array whose elements satisfy the fields apart', () => {
    const pattern = '{"detail":{"items":{"sku":["a"],"qty":[2]}}}'
    const event = '{"detail":{"items":[{"sku":"a","qty":1},7,{"sku":"b","qty":2}]}}'
    expect(explain(pattern, event)).toMatchObject({
      path: 'detail.items.sku',
      reason: 'different-elements',
      array: 'detail.items',
      words:
        'Each of `detail.items.qty` and `detail.items.sku` is satisfied, but by different elements of the array `detail.items`: `detail.items.qty` at [2], `detail.items.sku` at [0].',
    })
  })

  it.each([
    ['a.c', '{"a":{"c":{"d":[1],"e":[2]}}}', '{"a":[{"c":[{"d":1},{"e":2}]}]}'],
    ['a', '{"a":{"c":{"d":[1]},"x":{"e":[2]}}}', '{"z":[],"a":[{"c":[{"d":1}]},{"x":[{"e":2}]}]}'],
    ['a', '{"a":{"b":{"c":[1],"d":[2]}}}', '{"a":[{"b":{"c":1}},{"b":{"d":2}}]}'],
    ['a', '{"a":{"b":[1],"c":[2]}}', '{"a":[[{"b":1}],[{"c":2}]]}'],
    ['a', '{"a":{"b":[1],"c":[2],"d":[3]}}', '{"a":[{"b":1,"c":2},{"b":1,"d":3},{"c":2,"d":3}]}'],
  ])('finds the array %s', (array, pattern, event) => {
    expect(explain(pattern, event)).toMatchObject({ reason: 'different-elements', array })
  })

  it('says that a value is there in the chosen element', () => {
    const pattern = '{"a":{"b":[1],"c":[{"exists":false}]}}'
    expect(explain(pattern, '{"a":[{"b":1,"c":2}]}')).toMatchObject({
      path: 'a.c',
      reason: 'present',
    })
  })
})

describe('the explanation of $or', () => {
  it('tells of the combination that got furthest', () => {
    const pattern = '{"x":[1],"$or":[{"a":[1],"b":[1],"c":[1]},{"d":[1],"e":[1]}]}'
    expect(explain(pattern, '{"x":1,"d":1,"e":"1"}')).toMatchObject({ path: 'e' })
    expect(explain(pattern, '{"x":1,"a":1,"b":1,"e":1}')).toMatchObject({ path: 'c' })
  })
})

it('says so when there are too many combinations to look at', () => {
  const array = `"a":[${'{"x":1},{"y":1},{"z":1},{"w":1},'.repeat(60)}{}]`
  const event = scanned(`{${Array.from({ length: 10 }, () => array).join(',')}}`)
  const pattern = parsePattern('{"a":{"w":[1],"x":[1],"y":[1],"z":[1]}}')
  const [branch = []] = pattern.branches
  const miss = { matched: false, branch, satisfied: 3 } as const
  expect(explainMiss(pattern, { event, text: '' }, miss)).toMatchObject({ reason: 'too-hard' })
})
