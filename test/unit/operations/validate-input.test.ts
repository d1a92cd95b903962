import { describe, expect, it } from 'vitest'
import {
  ConstraintViolation,
  type Fault,
  MalformedRequest,
  NotSupported,
} from '../../../src/domain/faults.ts'
import { defineOperation, type ServiceName } from '../../../src/operations/operation.ts'
import {
  blob,
  boolean,
  float,
  integer,
  list,
  map,
  refused,
  type Schema,
  sensitive,
  string,
  structure,
  timestamp,
} from '../../../src/operations/schema.ts'
import { validateInput } from '../../../src/operations/validate-input.ts'

const id = string({ min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' })

function anOperation(
  members: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  service: ServiceName = 'events',
) {
  return defineOperation<unknown>({
    service,
    name: 'PutThing',
    input: structure('PutThingRequest', members, required),
    handle: async () => undefined,
  })
}

function faultOf(members: Readonly<Record<string, Schema>>, input: unknown, required?: string[]) {
  return faultIn(anOperation(members, required), input)
}

function faultIn(operation: ReturnType<typeof anOperation>, input: unknown): Fault {
  try {
    validateInput(operation, input)
  } catch (error) {
    return error as Fault
  }
  throw new Error('the input was accepted')
}

const detected = '1 validation error detected: '

describe('an input with a wrong JSON type', () => {
  it.each([
    ['a number for a string', { S: 1 }, 'NUMBER_VALUE can not be converted to a String'],
    ['true for a string', { S: true }, 'TRUE_VALUE can not be converted to a String'],
    ['a string for an integer', { I: '1' }, 'STRING_VALUE can not be converted to an Integer'],
    ['false for an integer', { I: false }, 'FALSE_VALUE can not be converted to an Integer'],
    ['a fraction for an integer', { I: 1.5 }, 'DECIMAL_VALUE can not be converted to an Integer'],
    ['a string for a boolean', { B: 'true' }, 'STRING_VALUE can not be converted to a Boolean'],
    ['a list for a string', { S: ['x'] }, 'Start of list found where not expected'],
    ['a map for a string', { S: {} }, 'Start of structure or map found where not expected.'],
    ['a string for a list', { L: 'x' }, 'Expected list or null'],
    ['a string for a structure', { T: 'x' }, 'Expected null'],
    ['a number for a blob', { Blob: 1 }, 'NUMBER_VALUE can not be converted to a ByteBuffer'],
    ['text that is not base64', { Blob: 'a?b=' }, 'A blob is not valid base64.'],
    ['an item of another type', { L: [1] }, 'NUMBER_VALUE can not be converted to a String'],
    ['a list for the input', [], 'Start of list found where not expected'],
    ['null for the input', null, 'The input is not a JSON object.'],
    ['a string for the input', 'x', 'The input is not a JSON object.'],
  ])('is malformed: %s', (_what, input, message) => {
    const members = {
      S: string(),
      I: integer(),
      B: boolean(),
      L: list(string()),
      T: structure('T', {}),
      Blob: blob(),
    }
    const fault = faultOf(members, input)
    expect(fault).toBeInstanceOf(MalformedRequest)
    expect(fault.message).toBe(message)
  })

  it('is reported before violated constraints', () => {
    expect(faultOf({ A: id, B: integer() }, { A: '!', B: 'x' })).toBeInstanceOf(MalformedRequest)
  })
})

describe('an input that violates constraints', () => {
  it.each<[string, Record<string, Schema>, unknown, string]>([
    [
      'a pattern inside a list of structures',
      { Targets: list(structure('Target', { Id: id })) },
      { Targets: [{ Id: '!@#$@!#$' }] },
      "Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      'an enumeration, in the order of the schema',
      { AuthorizationType: string({ enum: ['BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY'] }) },
      { AuthorizationType: 'INVALID_AUTH_TYPE' },
      "Value 'INVALID_AUTH_TYPE' at 'authorizationType' failed to satisfy constraint: Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]",
    ],
    [
      'the greatest value',
      { Limit: integer({ min: 1, max: 100 }) },
      { Limit: 101 },
      "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'the smallest value',
      { Limit: integer({ min: 1 }) },
      { Limit: 0 },
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'the shortest length',
      { Name: string({ min: 1 }) },
      { Name: '' },
      "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'the length of a list',
      { Architectures: list(string(), { max: 1 }) },
      { Architectures: ['x86_64', 'arm64'] },
      "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'items of a list',
      { SubnetIds: list(string({ min: 0, max: 1024, pattern: 'subnet-[0-9a-z]*' })) },
      { SubnetIds: ['x', 'y'] },
      "Value '[x, y]' at 'subnetIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]",
    ],
    [
      'keys of a map',
      {
        InputPathsMap: map(string({ min: 1, max: 256, pattern: '[A-Za-z0-9\\_\\-]+' }), string()),
      },
      { InputPathsMap: { 'de onde?': '$.a', ok: '$.b' } },
      "Value '{de onde?=$.a, ok=$.b}' at 'inputPathsMap' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]",
    ],
    [
      'a null item',
      { Ids: list(string()) },
      { Ids: ['a', null] },
      "Value null at 'ids.2.member' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a sensitive member',
      { Password: sensitive(string({ max: 2 })) },
      { Password: 'abc' },
      "Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
  ])('is told so as AWS tells it: %s', (_what, members, input, message) => {
    const fault = faultOf(members, input)
    expect(fault).toBeInstanceOf(ConstraintViolation)
    expect(fault.message).toBe(detected + message)
  })

  it.each([{}, { Name: null }])('is told what is missing: %j', (input) => {
    expect(faultOf({ Name: id }, input, ['Name']).message).toBe(
      `${detected}Value null at 'name' failed to satisfy constraint: Member must not be null`,
    )
  })

  it('is told everything at once, in the order of the schema and pattern before length', () => {
    const members = { Name: id, Description: string({ max: 2 }), Rule: id }
    const input = { Description: 'abc', Name: '!'.repeat(65) }
    expect(faultOf(members, input, ['Rule']).message).toBe(
      [
        `3 validation errors detected: Value '${'!'.repeat(65)}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
        `Value '${'!'.repeat(65)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 64`,
        "Value 'abc' at 'description' failed to satisfy constraint: Member must have length less than or equal to 2",
        "Value null at 'rule' failed to satisfy constraint: Member must not be null",
      ]
        .join('; ')
        .replace('3 validation', '4 validation'),
    )
  })

  it.each([
    ['$LATEST', 'Map keys', 'Member must satisfy regular expression pattern: [0-9]+]'],
    [
      '2',
      'Map value',
      'Member must have value greater than or equal to 0.0, Member must not be null]',
    ],
  ])('is told about maps of fractions as Lambda tells it: %s', (key, subject, end) => {
    const weights = map(string({ min: 1, max: 1024, pattern: '[0-9]+' }), float({ min: 0, max: 1 }))
    const operation = anOperation({ Weights: weights }, [], 'lambda')
    const value = key === '2' ? 2 : 0.5
    const { message } = faultIn(operation, { Weights: { [key]: value } })
    expect(message).toContain(`Value '{${key}=${value === 2 ? '2.0' : '0.5'}}' at 'weights'`)
    expect(message).toContain(`${subject} must satisfy constraint: [`)
    expect(message.endsWith(end)).toBe(true)
  })

  it('lists structures as Java prints them, masking what is sensitive', () => {
    const entry = structure('PutEventsRequestEntry', {
      Time: timestamp(),
      Source: string(),
      Resources: list(string()),
      Detail: sensitive(string()),
      KmsKeyIdentifier: refused(string()),
    })
    const input = { Entries: [{ Source: 's', Time: 0, Resources: ['a', 'b'], Detail: 'x' }, {}] }
    expect(faultOf({ Entries: list(entry, { max: 1 }) }, input).message).toBe(
      `${detected}Value '[PutEventsRequestEntry(time=Thu Jan 01 00:00:00 UTC 1970, source=s, resources=[a, b], detail=***Sensitive Data Redacted***, kmsKeyIdentifier=null), PutEventsRequestEntry(time=null, source=null, resources=null, detail=null, kmsKeyIdentifier=null)]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 1`,
    )
  })

  it('matches patterns against the whole value', () => {
    expect(faultOf({ Name: string({ pattern: 'a|b' }) }, { Name: 'ax' })).toBeInstanceOf(
      ConstraintViolation,
    )
    expect(faultOf({ Name: string({ pattern: 'a+' }) }, { Name: 'a\n' })).toBeInstanceOf(
      ConstraintViolation,
    )
  })

  it('is reported in bounded time and size when very many items are wrong', () => {
    const members = { Entries: list(structure('Entry', { Source: id }), { max: 10 }) }
    const input = { Entries: Array.from({ length: 100_000 }, () => ({ Source: '' })) }
    expect(faultOf(members, input).message.length).toBeLessThan(120_000)
  })

  it('is reported when only what lies beyond the reported part is wrong', () => {
    const items = [...Array.from({ length: 5_000 }, () => 'ok'), '']
    expect(faultOf({ Tags: list(string({ min: 1 })) }, { Tags: items })).toBeInstanceOf(
      ConstraintViolation,
    )
  })
})

describe('an input with members that busbar does not act on', () => {
  const target = structure('Target', { Id: string(), EcsParameters: refused(structure('E', {})) })
  const members = { Targets: list(target), Name: id }

  it.each([
    [
      'a refused member',
      { Targets: [{ EcsParameters: {} }] },
      'Parameter Targets.EcsParameters of PutThing is not supported by busbar yet.',
    ],
    [
      'an unknown member',
      { Targets: [{ Id: 'a', Colour: 1 }] },
      'Parameter Targets.Colour of PutThing is not known to busbar.',
    ],
    [
      'a member called __proto__',
      JSON.parse('{"__proto__": {"x": 1}}'),
      'Parameter __proto__ of PutThing is not known to busbar.',
    ],
    ['a member of Object.prototype', { toString: 1 }, 'Parameter toString of PutThing'],
  ])('is refused by name: %s', (_what, input, message) => {
    const fault = faultOf(members, input)
    expect(fault).toBeInstanceOf(NotSupported)
    expect(fault.message).toContain(message)
  })

  it('is told about violated constraints first', () => {
    const input = { Name: '!', Targets: [{ EcsParameters: {} }] }
    expect(faultOf(members, input)).toBeInstanceOf(ConstraintViolation)
  })

  it('is accepted when the refused member is null', () => {
    const input = { Targets: [{ Id: 'a', EcsParameters: null }] }
    expect(validateInput(anOperation(members), input)).toEqual({ Targets: [{ Id: 'a' }] })
  })
})

describe('a valid input', () => {
  it('is handed over as it came, without a copy', () => {
    const input = { Name: 'orders' }
    expect(validateInput(anOperation({ Name: id }, ['Name']), input)).toBe(input)
  })

  it('has bytes where base64 was, and where bytes were', () => {
    const operation = anOperation({ Code: structure('Code', { ZipFile: blob() }), Raw: blob() })
    const raw = Buffer.from('raw')
    expect(validateInput(operation, { Code: { ZipFile: 'emlw' }, Raw: raw })).toEqual({
      Code: { ZipFile: Buffer.from('zip') },
      Raw: raw,
    })
  })

  it('keeps map keys that are names of JavaScript', () => {
    const operation = anOperation({ Variables: map(string(), string()), Extra: string() })
    const input = JSON.parse('{"Variables": {"__proto__": "a", "constructor": "b"}, "Extra": null}')
    const { Variables } = validateInput(operation, input) as { Variables: object }
    expect(Object.entries(Variables)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
  })
})
