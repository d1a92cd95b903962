import { describe, expect, it } from 'vitest'
import type { Cors } from '../../../../src/domain/function-url.ts'
import {
  corsHeaders,
  isAllowedOrigin,
  preflightHeaders,
} from '../../../../src/domain/http-event/cors-headers.ts'

const origin = 'https://example.com'
const all: Cors = { allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'] }

describe('an origin', () => {
  it.each<[string, readonly string[] | undefined, string, boolean]>([
    ['named', [origin], origin, true],
    ['named in other letters', ['HTTPS://Example.com'], origin, true],
    ['not named', ['https://example.org'], origin, false],
    ['of another scheme', ['http://example.com'], origin, false],
    ['below a star', ['https://*.example.com'], 'https://a.example.com', true],
    ['beside a star', ['https://*.example.com'], origin, false],
    ['of any name', ['*'], origin, true],
    ['of no name', [], origin, false],
    ['where none is configured', undefined, origin, false],
  ])('%s', (_what, allowOrigins, given, isAllowed) => {
    expect(isAllowedOrigin({ ...(allowOrigins && { allowOrigins }) }, given)).toBe(isAllowed)
  })
})

describe('the headers of a response', () => {
  it('name the origin, or a star for everybody', () => {
    expect(Object.fromEntries(corsHeaders({ allowOrigins: [origin] }, { origin }))).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': origin,
    })
    const headers = corsHeaders({ ...all, exposeHeaders: ['a', 'b'] }, { origin })
    expect(Object.fromEntries(headers)).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'a,b',
    })
  })

  it('name the origin with credentials, because a star would mean itself', () => {
    const headers = corsHeaders({ ...all, allowCredentials: true }, { origin })
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-allow-credentials')).toBe('true')
  })

  it('allow nothing without an origin, or to another', () => {
    const cors = { allowOrigins: ['https://example.org'], allowCredentials: true }
    expect([...corsHeaders(cors, {}).keys()]).toEqual(['vary'])
    expect([...corsHeaders(cors, { origin }).keys()]).toEqual(['vary'])
    expect([...preflightHeaders(cors, { origin }).keys()]).toEqual(['vary'])
  })
})

describe('the headers of a preflight', () => {
  const request = {
    origin,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'x-a, x-b',
  }

  it('list what is configured', () => {
    const cors = { ...all, maxAgeSeconds: 0, exposeHeaders: ['a'] }
    expect(Object.fromEntries(preflightHeaders(cors, request))).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': '*',
      'access-control-max-age': '0',
    })
    const bare = preflightHeaders({ allowOrigins: ['*'] }, request)
    expect([...bare.keys()]).toEqual(['vary', 'access-control-allow-origin'])
  })

  it('repeat what was asked for in the place of a star with credentials', () => {
    const headers = preflightHeaders({ ...all, allowCredentials: true }, request)
    expect(headers.get('access-control-allow-methods')).toBe('PATCH')
    expect(headers.get('access-control-allow-headers')).toBe('x-a, x-b')
  })
})
