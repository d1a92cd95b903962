import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'

const directory = mkdtempSync(join(tmpdir(), 'busbar-config-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(content: string): string {
  const path = join(directory, `${content.length}.json`)
  writeFileSync(path, content)
  return path
}

it('has a default for everything', () => {
  expect(readConfig([], {})).toMatchObject({
    port: 4566,
    host: '127.0.0.1',
    data: '.busbar',
    account: '000000000000',
    functions: undefined,
    clock: 'system',
    awsSources: 'refuse',
  })
})

it('prefers a flag to the environment, and that to the file', () => {
  const BUSBAR_CONFIG = file('{"port": 1, "host": "0.0.0.0", "account": "111111111111"}')
  const environment = { BUSBAR_CONFIG, BUSBAR_PORT: '2', BUSBAR_HOST: '::1', HOME: '/' }
  expect(readConfig(['--port', '3'], environment)).toMatchObject({
    port: 3,
    host: '::1',
    account: '111111111111',
  })
})

it('takes yes, no and several in a file as JSON has them', () => {
  const path = file('{"reset": true, "allowedHosts": ["a.test", "b.test"], "port": 8080}')
  const expected = { reset: true, allowedHosts: ['a.test', 'b.test'], port: 8080 }
  expect(readConfig(['--config', path], {})).toMatchObject(expected)
  expect(readConfig(['--config', file('{"reset": false}')], {}).reset).toBe(false)
})

it('takes an empty variable for none', () => {
  expect(readConfig([], { BUSBAR_PORT: '', BUSBAR_CONFIG: '' }).port).toBe(4566)
})

it.each(['toString', 'constructor', '__proto__', 'true', '2'])(
  'refuses %s where it takes 0 or 1',
  (BUSBAR_RESET) => {
    expect(() => readConfig([], { BUSBAR_RESET })).toThrow(/it takes `0` or `1`/)
  },
)

it.each([
  ['an unknown variable', [], { BUSBAR_PROT: '1' }, /BUSBAR_PROT .* Did you mean BUSBAR_PORT\?/],
  ['an unknown flag', ['--prot=1'], {}, /--prot .* Did you mean --port\?/],
  ['a flag without a value', ['--port'], {}, /--port needs a value/],
  ['a port that is none', [], { BUSBAR_PORT: '70000' }, /BUSBAR_PORT is "70000".*0 to 65535/],
  ['a port with letters', [], { BUSBAR_PORT: '4e3' }, /BUSBAR_PORT/],
  ['an account that is none', ['--account=12'], {}, /--account is "12".*12 digits/],
  ['authentication that there is not', [], { BUSBAR_AUTH: 'basic' }, /BUSBAR_AUTH is "basic"/],
  [
    'authentication without keys',
    [],
    { BUSBAR_AUTH: 'sigv4' },
    /^BUSBAR_AUTH is sigv4, but .* BUSBAR_KEYS_FILE\.$/,
  ],
  ['a file that is not there', ['--config', '/nowhere.json'], {}, /\/nowhere.json cannot be read/],
])('refuses %s in one line', (_what, flags, environment, message) => {
  expect(() => readConfig(flags, environment)).toThrow(message)
})

it.each([
  ['an unknown name', '{"prot": 1}', /prot is not a setting.*port/],
  ['a list', '[1]', /does not hold a JSON object/],
])('refuses a file with %s', (_what, content, message) => {
  expect(() => readConfig(['--config', file(content)], {})).toThrow(message)
})

describe('the keys that callers sign with', () => {
  const keysFile = (content: string, mode = 0o600) => {
    const path = join(directory, `keys-${content.length}-${mode}`)
    writeFileSync(path, content, { mode })
    return path
  }

  it('come from a list and from a file', () => {
    const BUSBAR_KEYS = 'AKIAONE:se/cr+et=, 111122223333:secret ,AKIATWO:s:999900001111'
    const BUSBAR_KEYS_FILE = keysFile('# for CI\nAKIACI:secret\n\n')
    const { keys, keysFile: more } = readConfig([], {
      BUSBAR_AUTH: 'sigv4',
      BUSBAR_KEYS,
      BUSBAR_KEYS_FILE,
    })
    expect(keys).toEqual([
      { accessKeyId: 'AKIAONE', secretAccessKey: 'se/cr+et=' },
      { accessKeyId: '111122223333', secretAccessKey: 'secret', account: '111122223333' },
      { accessKeyId: 'AKIATWO', secretAccessKey: 's', account: '999900001111' },
    ])
    expect(more).toEqual([{ accessKeyId: 'AKIACI', secretAccessKey: 'secret' }])
  })

  it.each([
    ['without a secret', { BUSBAR_KEYS: 'AKIAONE' }, /^BUSBAR_KEYS: key 1 is not ID:SECRET/],
    ['with an empty secret', { BUSBAR_KEYS: 'AKIAONE:' }, /^BUSBAR_KEYS: key 1/],
    ['with no name', { BUSBAR_KEYS: 'AKIAONE:s,:hidden' }, /^BUSBAR_KEYS: key 2/],
    ['with four parts', { BUSBAR_KEYS: 'AKIAONE:s:111122223333:hidden' }, /^BUSBAR_KEYS: key 1/],
    [
      'with a short account',
      { BUSBAR_KEYS: 'AKIAONE:hidden:1' },
      /an account that is not 12 digits/,
    ],
    ['twice in the list', { BUSBAR_KEYS: 'AKIA:hidden,AKIA:t' }, /has the key AKIA twice/],
    ['in a file that is not there', { BUSBAR_KEYS_FILE: '/nowhere' }, /\/nowhere cannot be read/],
  ])('are refused %s, without repeating a secret', (_what, environment, message) => {
    const start = () => readConfig([], environment)
    expect(start).toThrow(message)
    expect(start).not.toThrow(/hidden/)
  })

  it('are refused in a file that others may read', () => {
    const BUSBAR_KEYS_FILE = keysFile('AKIA:secret', 0o644)
    expect(() => readConfig([], { BUSBAR_KEYS_FILE })).toThrow(/^Others may read .*chmod 600 it\.$/)
  })

  it('are refused in the list and the file at once', () => {
    const environment = { BUSBAR_KEYS: 'AKIA:s', BUSBAR_KEYS_FILE: keysFile('AKIA:other') }
    expect(() => readConfig([], environment)).toThrow(/AKIA is in BUSBAR_KEYS and in/)
  })
})

describe('the routes', () => {
  it('come from a file', () => {
    const BUSBAR_ROUTES = file('[{"route":"GET /orders/{id}","function":"orders:live"}]')
    const routes = [
      {
        key: 'GET /orders/{id}',
        method: 'GET',
        segments: ['orders', '{id}'],
        functionName: 'orders:live',
        payload: '2.0',
        authorization: 'NONE',
      },
    ]
    expect(readConfig([], { BUSBAR_ROUTES }).routes).toEqual({ routes })
    expect(readConfig([], {}).routes).toEqual({ routes: [] })
  })

  it('come with a configuration of CORS', () => {
    const cors = { allowOrigins: ['https://*.example.com'], allowCredentials: true, maxAge: 60 }
    const BUSBAR_ROUTES = file(JSON.stringify({ cors, routes: [] }))
    const { maxAge: maxAgeSeconds, ...rest } = cors
    expect(readConfig([], { BUSBAR_ROUTES }).routes).toEqual({
      routes: [],
      cors: { ...rest, maxAgeSeconds },
    })
  })

  it.each([
    ['no JSON', 'GET /', /cannot be read as JSON\.$/],
    ['no list', '{}', /neither a list of routes nor \{"cors": …, "routes": \[…\]\}\.$/],
    ['nothing', 'null', /neither a list/],
    [
      'something else too',
      '{"routes":[],"auth":1}',
      /has the member "auth"; it takes cors and routes/,
    ],
    [
      'CORS that is no object',
      '{"routes":[],"cors":"*"}',
      /the CORS configuration is not an object/,
    ],
    [
      'CORS that is nothing',
      '{"routes":[],"cors":null}',
      /the CORS configuration is not an object/,
    ],
    [
      'CORS with a text for a list',
      '{"routes":[],"cors":{"allowOrigins":"*"}}',
      /"allowOrigins" of the CORS configuration takes a list of texts/,
    ],
    [
      'CORS with another member',
      '{"routes":[],"cors":{"origins":["*"]}}',
      /has the member "origins"; it takes allowHeaders/,
    ],
    [
      'CORS for too long',
      '{"routes":[],"cors":{"maxAge":86401}}',
      /"maxAge" of .* takes 0 to 86400/,
    ],
    [
      'CORS with half credentials',
      '{"routes":[],"cors":{"allowCredentials":1}}',
      /"allowCredentials" of .* takes true or false/,
    ],
    [
      'a bad route',
      '[{"route":"$default","function":"f"},{"route":"x"}]',
      /: route 2 has no "function"/,
    ],
    [
      'a route twice',
      '[{"route":"$default","function":"f"},{"route":"$default","function":"g"}]',
      /route \$default is there twice/,
    ],
  ])('are refused in one line when the file holds %s', (_what, content, message) => {
    expect(() => readConfig([], { BUSBAR_ROUTES: file(content) })).toThrow(message)
  })
})
