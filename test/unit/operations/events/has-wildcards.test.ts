import { expect, it } from 'vitest'
import { hasWildcards } from '../../../../src/operations/events/has-wildcards.ts'

it.each([
  '{"a":[{"wildcard":"x*"}]}',
  '{"a":{"b":["y",{"wildcard":"x*"}]}}',
  '{"a":[{"anything-but":{"wildcard":"x*"}}]}',
  '{"$or":[{"a":["y"]},{"b":[{"wildcard":"x*"}]}]}',
  '{"$or":[{"$or":[{"a":[1]},{"b":{"c":[{"wildcard":"x*"}]}}]},{"d":[1]}]}',
])('sees the wildcard in %s', (pattern) => {
  expect(hasWildcards(pattern)).toBe(true)
})

it.each([
  undefined,
  '{"a":["wildcard",null,1,true]}',
  '{"wildcard":["x*"]}',
  '{"a":{"wildcard":["x*"]}}',
  '{"a":[{"anything-but":["wildcard"]},{"prefix":"wildcard"}]}',
])('sees none in %j', (pattern) => {
  expect(hasWildcards(pattern)).toBe(false)
})
