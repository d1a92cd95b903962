import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchesArn, matchesGlob } from '../../../../src/domain/policy/glob.ts'

/** The same by recursion: slow, and plain. */
function naive(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text === ''
  const others = rest.join('')
  if (first === '*') return naive(others, text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (first === '?' || first === text[0]) && naive(others, text.slice(1))
}

it('matches as the plain definition does', () => {
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 })
  const property = fc.property(text('ab*?'), text('ab*?'), (pattern, given) => {
    expect(matchesGlob(pattern, given)).toBe(naive(pattern, given))
  })
  fc.assert(property, { numRuns: 2_000 })
})

it('takes no time over many stars', () => {
  expect(matchesGlob('*a'.repeat(50), 'a'.repeat(5_000))).toBe(true)
  expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(5_000))).toBe(false)
})

it.each([
  ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket', true],
  ['arn:aws:s3:::bucket*', 'arn:aws:s3:::bucket-1', true],
  ['arn:*:s3:::*', 'arn:aws:s3:::a:b:c', true],
  ['arn:aws:*', 'arn:aws:s3:::bucket', false],
  ['arn:aws:s3:::*', 'bucket', false],
])('compares %s with %s', (pattern, arn, expected) => {
  expect(matchesArn(pattern, arn)).toBe(expected)
})
