import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parsePageToken, toPageToken } from '../../../../src/operations/events/page-token.ts'

const aList = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 })

it('gives back the name it was made with', () => {
  const property = fc.property(aList, fc.string(), (list, after) => {
    const token = toPageToken(list, after)
    expect(token).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(parsePageToken(list, token)).toBe(after)
  })
  fc.assert(property)
})

it('fits into the 2048 characters of a token with the longest names', () => {
  const list = ['ListTargetsByRule', '111122223333', 'ap-southeast-2', 'b'.repeat(256)]
  expect(toPageToken([...list, 'r'.repeat(64)], 't'.repeat(64)).length).toBeLessThan(2048)
})

it('starts at the beginning without a token', () => {
  expect(parsePageToken(['ListRules'], undefined)).toBeUndefined()
})

it.each([
  '?',
  'nonsense',
  Buffer.from('{}').toString('base64url'),
  Buffer.from('[]').toString('base64url'),
  Buffer.from('["ListRules",1]').toString('base64url'),
  Buffer.from('["ListRules", "a"]').toString('base64url'),
  `${toPageToken(['ListRules'], 'a')}=`,
  toPageToken(['ListEventBuses'], 'a'),
  toPageToken(['ListRules', 'bus'], 'a'),
])('refuses %s', (token) => {
  expect(() => parsePageToken(['ListRules'], token)).toThrow(
    expect.objectContaining({
      kind: 'invalid-input',
      message: expect.stringContaining('Parameter NextToken is not valid. Reason: '),
    }),
  )
})
