import { describe, expect, it } from 'vitest'
import { InvalidInput, NotSupported } from '../../../../src/domain/faults.ts'
import { parseFilterPattern } from '../../../../src/operations/logs/filter-pattern.ts'

const LINES = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[ERROR 419] MISSING ARGUMENTS',
  '[INFO] "quoted" back\\slash',
  'error in lower case',
]

const matches = (pattern: string) => {
  const isWanted = parseFilterPattern(pattern)
  return LINES.flatMap((line, index) => (isWanted(line) ? [index] : []))
}

describe('a filter pattern', () => {
  it.each([
    ['', [0, 1, 2, 3, 4]],
    ['   ', [0, 1, 2, 3, 4]],
    ['ERROR', [0, 1, 2]],
    ['ERROR REQUEST', [0, 1]],
    ['  REQUEST   ERROR  ', [0, 1]],
    ['"BAD REQUEST"', [0]],
    ['ERROR -REQUEST', [2]],
    ['-ERROR', [3, 4]],
    ['ERROR -"BAD REQUEST"', [1, 2]],
    ['?ERROR ?INFO', [0, 1, 2, 3]],
    ['?"lower case" ?400', [0, 4]],
    ['?INFO REQUEST', [0, 1]],
    ['"\\"quoted\\""', [3]],
    ['"back\\\\slash"', [3]],
    ['ERROR_1', []],
    ['naïve', []],
    ['""', [0, 1, 2, 3, 4]],
  ])('%s matches %j', (pattern, expected) => {
    expect(matches(pattern)).toEqual(expected)
  })

  it.each([
    ['foo:bar', ':'],
    ['a,b', ','],
    ['RequestId: 1', ':'],
    ['"open', '"'],
    ['"a"b', '"'],
    ['?*', '*'],
    ['`x', '`'],
  ])('%s has an invalid character', (pattern, character) => {
    expect(() => parseFilterPattern(pattern)).toThrow(
      new InvalidInput(`Invalid character(s) in term '${character}'`),
    )
  })

  it.each([
    ['{ $.level = "ERROR" }', 'JSON patterns ({ $.field = … })'],
    ['[ip, user, ...]', 'field patterns ([a, b, …])'],
    ['ERROR %4[0-9]{2}%', 'regular expressions (%…%)'],
    ['?%x%', 'regular expressions (%…%)'],
  ])('%s is refused by name', (pattern, language) => {
    expect(() => parseFilterPattern(pattern)).toThrow(
      new NotSupported(`busbar does not support ${language} in filterPattern yet.`),
    )
  })
})
