import { describe, expect, it } from 'vitest'
import { createHostCheck } from '../../../src/http/allowed-hosts.ts'
import { refusalOf } from '../../../src/http/guard.ts'

const isAllowed = createHostCheck(['Busbar.Example', '*.team.example', '192.168.1.5'])

describe('the host check', () => {
  it.each([
    'localhost',
    'LOCALHOST:4566',
    'orders.localhost:4566',
    '127.0.0.1:4566',
    '127.8.9.1',
    '[::1]:4566',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    'host.docker.internal:4566',
    'busbar:4566',
    'busbar.example',
    'ci.team.example:80',
    '192.168.1.5:4566',
  ])('lets %s in', (host) => {
    expect(isAllowed(host)).toBe(true)
  })

  it.each([
    '',
    'evil.example',
    'localhost.evil.example',
    'evil-localhost',
    'localhost.',
    'localhost:4566@evil.example',
    'team.example',
    '127.0.0.1.evil.example',
    '0x7f.1',
    '2130706433',
    '127.1',
    '0.0.0.0',
    '10.0.0.1',
    '[::]',
    '[::2]',
    '[::ffff:10.0.0.1]',
    'localhost:4566:1',
    'local host',
    'localhost/x',
  ])('keeps %j out', (host) => {
    expect(isAllowed(host)).toBe(false)
  })
})

describe('the guard', () => {
  it.each([
    ['no browser at all', {}],
    ['a page of busbar itself', { origin: 'http://localhost:4566' }],
    ['a page of busbar behind TLS', { origin: 'https://LOCALHOST:4566' }],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }],
    ['a request of the same origin', { 'sec-fetch-site': 'same-origin' }],
  ])('lets in %s', (_what, headers) => {
    expect(refusalOf({ host: 'localhost:4566', ...headers }, isAllowed)).toBeUndefined()
  })

  it.each([
    ['another host', { host: 'evil.example' }, 'evil.example'],
    ['no host', { host: undefined }, 'not allowed'],
    ['a foreign page', { origin: 'http://evil.example' }, 'another origin'],
    ['a page on another local port', { origin: 'http://localhost:3000' }, 'another origin'],
    ['a page without an origin', { origin: 'null' }, 'another origin'],
    ['a request across sites', { 'sec-fetch-site': 'cross-site' }, 'another site'],
  ])('refuses %s', (_what, headers, reason) => {
    expect(refusalOf({ host: 'localhost:4566', ...headers }, isAllowed)).toContain(reason)
  })
})
