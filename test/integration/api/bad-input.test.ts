import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allOperations } from '../../../src/operations/all-operations.ts'
import type { Operation } from '../../../src/operations/operation.ts'
import type { Schema, StructureSchema } from '../../../src/operations/schema.ts'
import { LAMBDA_ROUTES } from '../../../src/protocol/lambda-routes.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
afterAll(() => busbar[Symbol.asyncDispose]())

const PREFIXES = { events: 'AWSEvents', logs: 'Logs_20140328' } as const

/** Bodies that are not an input of any operation. */
const BAD_BODIES: Record<string, string | Uint8Array> = {
  'malformed JSON': '{"Name": ',
  'text after the object': '{} {}',
  'single quotes': "{'Name': 1}",
  'a list': '[]',
  'a string': '"Name"',
  'a number': '12',
  'bytes that are not UTF-8': new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'deep nesting': `${'['.repeat(10_000)}`,
  'deep nesting in a member': `{"Name":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
}

type Bad = readonly [kind: string, body: string | Uint8Array]

/** For each member a value of another type, and what breaks its constraints. */
function* badMembers(input: StructureSchema): Generator<Bad> {
  for (const [name, member] of Object.entries(input.members)) {
    yield [`${name} of another type`, JSON.stringify({ [name]: otherType(member) })]
    const breaking = breakingValue(member)
    if (breaking !== undefined)
      yield [`${name} out of bounds`, JSON.stringify({ [name]: breaking })]
    if (member.support.is === 'refused') {
      yield [`${name}, which is refused`, JSON.stringify({ [name]: plausible(member) })]
    }
  }
  yield ['a member that there is not', '{"NoSuchMember": 1}']
  yield ['__proto__', '{"__proto__": {"Name": "x"}}']
  if (input.required.length > 0) yield ['nothing', '{}']
}

function otherType({ kind }: Schema): unknown {
  return kind === 'structure' || kind === 'map' || kind === 'list' ? 'text' : { not: ['this'] }
}

function breakingValue(member: Schema): unknown {
  if (member.kind === 'string') {
    if (member.enum) return 'no such value'
    if (member.max !== undefined) return '\u0000'.repeat(member.max + 1)
    return undefined
  }
  if (member.kind === 'integer' && member.max !== undefined) return member.max + 1
  if (member.kind === 'integer' && member.min !== undefined) return member.min - 1
  return undefined
}

function plausible(member: Schema): unknown {
  switch (member.kind) {
    case 'string':
      return member.enum?.[0] ?? 'text'
    case 'list':
      return [plausible(member.item)]
    case 'map':
      return { key: plausible(member.value) }
    case 'structure':
      return Object.fromEntries(
        Object.entries(member.members).map(([name, inner]) => [name, plausible(inner)]),
      )
    case 'boolean':
      return true
    case 'blob':
      return 'AAAA'
    default:
      return member.min ?? 1
  }
}

/** Values for required members whose constraints are more than a type. */
const VALID: Record<string, unknown> = {
  Role: 'arn:aws:iam::111122223333:role/r',
  Code: { ZipFile: 'AAAA' },
}

async function send(operation: Operation, body: string | Uint8Array): Promise<Response> {
  const { service, name } = operation
  const common = { method: 'POST', body: Buffer.from(body) }
  if (service === 'lambda') {
    const route = LAMBDA_ROUTES.find((one) => one.operation === name)
    const path = route?.segments.map((segment) => (segment.startsWith('{') ? 'nobody' : segment))
    return fetch(`${busbar.url}/${path?.join('/')}`, { ...common, method: route?.method ?? 'POST' })
  }
  const target = `${service === 'logs' ? PREFIXES.logs : PREFIXES.events}.${name}`
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' }
  return fetch(busbar.url, { ...common, headers })
}

/** What AWS's clients take an error's name from. */
async function errorOf(
  response: Response,
): Promise<{ code: string | undefined; message: unknown }> {
  const body = (await response.json()) as Record<string, unknown>
  const code = response.headers.get('x-amzn-errortype') ?? body['__type']
  return {
    code: typeof code === 'string' ? code : undefined,
    message: body['message'] ?? body['Message'],
  }
}

function takesBody({ service, name }: Operation): boolean {
  if (service === 'sts') return false
  const route = LAMBDA_ROUTES.find((one) => one.operation === name)
  return service !== 'lambda' || route?.method === 'POST' || route?.method === 'PUT'
}

describe.each(
  allOperations.filter(takesBody).map((operation) => [operation.name, operation] as const),
)('%s', (name, operation) => {
  // The payload of an invocation is any JSON value, and none of its members are the operation's.
  const isPayload = name === 'Invoke'
  const bad: Bad[] = [
    ...Object.entries(BAD_BODIES),
    ...(isPayload ? [] : badMembers(operation.input)),
  ]

  it('answers bad input with an error of AWS that says what is wrong', async () => {
    expect(bad.length).toBeGreaterThanOrEqual(9)
    for (const [kind, body] of bad) {
      const response = await send(operation, body)
      const { code, message } = await errorOf(response)
      expect([kind, response.status >= 400 && response.status < 500]).toEqual([kind, true])
      expect([kind, code]).toEqual([kind, expect.stringMatching(/^[A-Z][A-Za-z]+$/)])
      expect([kind, message]).toEqual([kind, expect.stringMatching(/\S/)])
      expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it.runIf(!isPayload)('names each member that it refuses', async () => {
    for (const [member, schema] of Object.entries(operation.input.members)) {
      if (schema.support.is !== 'refused') continue
      const others = Object.fromEntries(
        operation.input.required.map((required) => {
          const needed = operation.input.members[required]
          return [required, VALID[required] ?? (needed && plausible(needed))]
        }),
      )
      const body = JSON.stringify({ ...others, [member]: plausible(schema) })
      const { message } = await errorOf(await send(operation, body))
      expect(String(message).toLowerCase()).toContain(member.toLowerCase())
    }
  })
})

describe('an operation without a body', () => {
  const reading = allOperations.filter(({ service, name }) => {
    const route = LAMBDA_ROUTES.find((one) => one.operation === name)
    return service === 'lambda' && route?.method !== 'POST' && route?.method !== 'PUT'
  })
  it.each(reading.map(({ name }) => [name]))(
    '%s answers a bad name or query with an error',
    async (name) => {
      const route = LAMBDA_ROUTES.find((one) => one.operation === name)
      const names = [
        'a b',
        'x'.repeat(300),
        '%',
        '%00',
        'a:b:c:d',
        '..%2f..',
        'é',
        '%7Bx%7D',
        '"',
        "'",
      ]
      for (const bad of names) {
        const path = route?.segments
          .map((segment) => (segment.startsWith('{') ? bad : segment))
          .join('/')
        const response = await fetch(`${busbar.url}/${path}?MaxItems=none&Qualifier=%00`, {
          method: route?.method ?? 'GET',
        })
        expect([bad, response.status >= 400 && response.status < 500]).toEqual([bad, true])
      }
    },
  )
})

it('nothing of all that was made, and the server still serves', async () => {
  const rules = await fetch(busbar.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSEvents.ListRules' },
    body: '{}',
  })
  expect(await rules.json()).toEqual({ Rules: [] })
  const functions = await fetch(`${busbar.url}/2015-03-31/functions`)
  expect(await functions.json()).toEqual({ Functions: [] })
})
