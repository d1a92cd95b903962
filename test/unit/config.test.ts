import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
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
  ['authentication that is not built yet', [], { BUSBAR_AUTH: 'sigv4' }, /BUSBAR_AUTH is "sigv4"/],
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
