import { describe, expect, it } from 'vitest'
import { type ApiRoute, parseApiRoute } from '../../../../src/domain/api-route/api-route.ts'
import { matchApiRoute } from '../../../../src/domain/api-route/match-api-route.ts'

const routes = (...keys: string[]): ApiRoute[] =>
  keys.map((route) => parseApiRoute({ route, function: 'f' }))

const PETS = routes(
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/{id}',
  'ANY /pets/{id}',
  'GET /pets/dog',
  'GET /pets/{id}/toys/{toy}',
  'GET /',
)

describe('the route of a request', () => {
  it.each([
    ['GET', '/', 'GET /', {}],
    ['POST', '/', '$default', {}],
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['POST', '/pets/dog', 'ANY /pets/{id}', { id: 'dog' }],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['GET', '/pets/a%20b%2Fc', 'GET /pets/{id}', { id: 'a b/c' }],
    ['GET', '/pets/%', 'GET /pets/{id}', { id: '%' }],
    ['GET', '/pets/1/toys/2', 'GET /pets/{id}/toys/{toy}', { id: '1', toy: '2' }],
    ['GET', '/pets/1/toys', 'GET /pets/{proxy+}', { proxy: '1/toys' }],
    ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
    ['PUT', '/elsewhere', 'ANY /{proxy+}', { proxy: 'elsewhere' }],
    ['GET', '/pets/__proto__', 'GET /pets/{id}', { id: '__proto__' }],
  ])('of %s %s is %s', (method, path, key, parameters) => {
    const match = matchApiRoute(PETS, method, path)
    expect(match).toEqual({ route: expect.objectContaining({ key }), parameters })
    expect(matchApiRoute(PETS.toReversed(), method, path)).toEqual(match)
  })

  it.each([
    ['another method', 'POST', '/pets/1'],
    ['a path that goes on', 'GET', '/pets/1/2'],
    ['a path that ends early', 'GET', '/pets'],
    ['an empty parameter', 'GET', '/pets/'],
    ['a slash at its end', 'GET', '/pets/1/'],
  ])('is none for %s', (_what, method, path) => {
    expect(matchApiRoute(routes('GET /pets/{id}'), method, path)).toBeUndefined()
  })
})

it.each([
  ['no object', 1, /not an object/],
  ['an unknown member', { route: '$default', function: 'f', timeout: 1 }, /"timeout"; it takes/],
  ['no function', { route: '$default' }, /no "function"/],
  ['no route', { function: 'f' }, /no "route"/],
  ['another payload', { route: '$default', function: 'f', payload: '3.0' }, /"payload"/],
  ['another authorization', { route: '$default', function: 'f', authorization: 'JWT' }, /"auth/],
  ['another method', { route: 'FETCH /', function: 'f' }, /a method/],
  ['no path', { route: 'GET', function: 'f' }, /a method/],
  ['a path and more', { route: 'GET / x', function: 'f' }, /a method/],
  ['a greedy parameter in the middle', { route: 'GET /{a+}/b', function: 'f' }, /at the end/],
  ['half a parameter', { route: 'GET /{a', function: 'f' }, /a segment is/],
  ['an empty segment', { route: 'GET /a//b', function: 'f' }, /a segment is/],
  ['a parameter twice', { route: 'GET /{a}/{a}', function: 'f' }, /twice/],
])('a route with %s is refused', (_what, given, message) => {
  expect(() => parseApiRoute(given)).toThrow(message)
})
