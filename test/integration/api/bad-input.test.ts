import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LAMBDA_ROUTES } from '../../../src/protocol/lambda-routes.ts'
import { errorOf, exchange, hasPayload, type RawRequest, toRequest } from './send-operation.ts'
import { OPERATIONS, operationOf, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Bodies that are not an input of any operation. */
const BAD_BODIES: Record<string, string | Uint8Array> = {
  'malformed JSON': '{"Name": ',
  'text after the object': '{} {}',
  'single quotes': "{'Name': 1}",
  'a trailing comma': '{"Name":"a",}',
  'a list': '[]',
  'a string': '"Name"',
  'a number': '12',
  'a number that is too large': '1e999',
  null: 'null',
  'bytes that are not UTF-8': Buffer.from('{"Name":"\xff"}', 'latin1'),
  'UTF-16': Buffer.from('{"Name":"a"}', 'utf16le'),
  'a byte order mark': '\ufeff{"Name":"a"}',
  zeros: Buffer.alloc(100),
  'a zip': Buffer.from('504b0304', 'hex'),
  'lists that do not end': '['.repeat(100_000),
  'deep nesting': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'deep nesting in a member': `{"NoSuchMember":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
}
const DEFAULT_LIMIT = 1_153_434

async function refusal(request: RawRequest, what: string) {
  const answer = await exchange(world.busbar.url, request)
  const { status, headers, text } = answer
  expect([what, status >= 400 && status < 500], text.slice(0, 200)).toEqual([what, true])
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
  const { code, message } = errorOf(answer)
  expect([what, code]).toEqual([what, expect.stringMatching(/^[A-Z][A-Za-z]+$/)])
  expect([what, message]).toEqual([what, expect.stringMatching(/\S/)])
  return { status, code, message }
}

describe.each([...OPERATIONS.keys()])('%s', (key) => {
  const isFormOrPayload = key.startsWith('sts.') || hasPayload(operationOf(key))
  const request = (change: Partial<RawRequest> = {}): RawRequest => {
    const { FunctionName: _, ...input } = world.validInput(key)
    // Any JSON value is the payload of an invocation, but there is nobody to get it.
    return { ...toRequest(operationOf(key), { FunctionName: 'nobody', ...input }), ...change }
  }

  it('answers bodies that are no input with an error of AWS', async () => {
    const before = await world.everything()
    for (const [what, body] of Object.entries(BAD_BODIES)) {
      const { message } = await refusal(request({ body }), what)
      if (what.endsWith('not UTF-8') && !isFormOrPayload) expect(message).toContain('UTF-8')
    }
    expect(await world.everything()).toEqual(before)
  })

  it('says how large a request may be', async () => {
    const { bodyLimit = DEFAULT_LIMIT } = operationOf(key)
    const body = Buffer.alloc(bodyLimit + 1, ' ')
    const { status, code, message } = await refusal(request({ body }), 'oversized')
    expect([status, code]).toEqual([413, expect.stringContaining('RequestEntityTooLarge')])
    expect(message).toMatch(/^Request must be smaller than \d+ bytes for the [A-Za-z]+ operation$/)
  })

  it('says that it takes no compressed bodies', async () => {
    const { headers } = request()
    const gzip = { ...headers, 'Content-Encoding': 'gzip' }
    const { status, message } = await refusal(request({ headers: gzip }), 'gzip')
    expect([status, message]).toEqual([
      415,
      expect.stringMatching(/encoding .*gzip.* is not supported/),
    ])
  })

  it('says what is wrong with a credential', async () => {
    const { headers } = request()
    for (const Authorization of [
      'Bearer token',
      'AWS4-HMAC-SHA256',
      'AWS4-HMAC-SHA256 Credential=key',
      'AWS4-HMAC-SHA256 Credential=key/20260101/no region/events/aws4_request, Signature=x',
    ]) {
      const signed = request({ headers: { ...headers, Authorization } })
      const { code, message } = await refusal(signed, Authorization)
      expect(code).toMatch(/^IncompleteSignature/)
      expect(message).toContain('Credential')
    }
  })
})

const BAD_NAMES = [
  '%20',
  'a%20b',
  'x'.repeat(300),
  '%',
  '%00',
  '%ff',
  'a:b:c:d',
  '..%2f..',
  '.',
  '..',
]
BAD_NAMES.push('%C3%A9', '%7Bx%7D', '%22', "'", 'a%2Fb', 'arn:aws:lambda', '__proto__%0A', ' ')

it.each(
  LAMBDA_ROUTES.filter(({ segments }) => segments.some((one) => one.startsWith('{'))).map(
    (route) => [route.operation, route] as const,
  ),
)('%s answers bad names in its path with an error', async (_operation, { method, segments }) => {
  for (const name of BAD_NAMES.filter((one) => !one.includes(' '))) {
    const path = `/${segments.map((one) => (one.startsWith('{') ? name : one)).join('/')}`
    await refusal(
      { method, path: `${path}?MaxItems=none&Qualifier=%00`, headers: {}, body: '' },
      name,
    )
  }
})

describe('a request without a content type', () => {
  it('succeeds like any other', async () => {
    for (const key of ['events.ListRules', 'lambda.GetFunction', 'logs.DescribeLogGroups']) {
      const request = toRequest(operationOf(key), world.validInput(key))
      const { 'Content-Type': _, ...headers } = request.headers
      const { status } = await exchange(world.busbar.url, { ...request, headers })
      expect([key, status]).toEqual([key, 200])
    }
    const invoke = toRequest(operationOf('lambda.Invoke'), { FunctionName: 'f' })
    const answer = await exchange(world.busbar.url, { ...invoke, headers: {} })
    expect(answer).toMatchObject({ status: 200, text: '1' })
  })
})

it.each([
  [
    'a service that is not here',
    { 'X-Amz-Target': 'AmazonSQS.SendMessage' },
    'AmazonSQS.SendMessage',
  ],
  [
    'an operation that is not here',
    { 'X-Amz-Target': 'AWSEvents.CreateArchive' },
    'AWSEvents.CreateArchive',
  ],
  ['no operation', { 'X-Amz-Target': 'AWSEvents' }, 'AWSEvents'],
  ['an empty target', { 'X-Amz-Target': '' }, "''"],
  ['nothing', {}, 'busbar has nothing at POST /'],
])('a request for %s is told so', async (_what, headers, named) => {
  const { code, message } = await refusal({ method: 'POST', path: '/', headers, body: '{}' }, named)
  expect(code).toBe('UnknownOperationException')
  expect(message).toContain(named)
})

it('serves on after all this', async () => {
  expect(await world.busbar.admin('health')).toMatchObject({ status: 'ok' })
  expect(await world.everything()).toHaveLength(19)
})
