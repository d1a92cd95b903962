import { describe, expect, it } from 'vitest'
import { parseFunctionSettings } from '../../../src/execution/development/function-settings.ts'

it('takes everything that it knows', () => {
  const settings = {
    handler: 'src/app.handler',
    timeout: 900,
    memorySize: 128,
    environment: { STAGE: 'dev' },
    description: 'Says hello',
    runtime: 'nodejs22.x',
  }
  expect(parseFunctionSettings(JSON.stringify(settings))).toEqual(settings)
  expect(parseFunctionSettings('{}')).toEqual({})
})

describe('settings that make no sense', () => {
  it.each([
    ['not JSON', '{', 'function.json is not valid JSON'],
    ['a list', '[]', 'function.json is not a JSON object'],
    [
      'an unknown key',
      '{"memory":1}',
      'function.json: "memory" is not known; known are handler, timeout, memorySize, environment, description, runtime',
    ],
    ['a key of every object', '{"toString":1}', 'function.json: "toString" is not known'],
    ['a handler without a dot', '{"handler":"index"}', 'function.json: "handler" takes'],
    ['a time-out of nothing', '{"timeout":0}', 'function.json: "timeout" takes seconds, 1 to 900'],
    ['half a second', '{"timeout":0.5}', 'function.json: "timeout" takes'],
    ['a time-out in words', '{"timeout":"3"}', 'function.json: "timeout" takes'],
    [
      'too little memory',
      '{"memorySize":64}',
      'function.json: "memorySize" takes MB, 128 to 10240',
    ],
    ['a number as a variable', '{"environment":{"A":1}}', 'function.json: "environment" takes'],
    [
      'a runtime that does not run here',
      '{"runtime":"ruby3.4"}',
      'function.json: "runtime" takes one of nodejs24.x, ',
    ],
  ])('are refused with one line: %s', (_what, text, message) => {
    expect(() => parseFunctionSettings(text)).toThrow(message)
  })
})
