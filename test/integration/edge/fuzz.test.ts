import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rawExchange } from './raw-exchange.ts'
import { startEdge, type TestEdge } from './start-edge.ts'

let edge: TestEdge

beforeAll(async () => {
  edge = await startEdge()
})

afterAll(() => edge.stop())

type Sketch = { line: string; headers: Record<string, string>; body: string }

const awsJson = (operation: string, body: string): Sketch => ({
  line: 'POST / HTTP/1.1',
  headers: {
    'X-Amz-Target': `AWSEvents.${operation}`,
    'Content-Type': 'application/x-amz-json-1.1',
  },
  body,
})

const SEEDS: readonly Sketch[] = [
  awsJson('PutEvents', '{"Entries":[{"Source":"a","Detail":"{}"}]}'),
  awsJson('DescribeRule', '{"Name":"orders"}'),
  {
    line: 'POST /2015-03-31/functions HTTP/1.1',
    headers: { 'Content-Type': 'application/json' },
    body: '{"FunctionName":"f","Role":"r","Code":{"ZipFile":"UEsDBA=="}}',
  },
  {
    line: 'POST /2015-03-31/functions/arn%3Aaws%3Alambda/invocations?Qualifier=1 HTTP/1.1',
    headers: { 'X-Amz-Invocation-Type': 'RequestResponse' },
    body: '{"a":1}',
  },
  { line: 'GET /2015-03-31/functions?MaxItems=5 HTTP/1.1', headers: {}, body: '' },
  {
    line: 'POST / HTTP/1.1',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  },
]

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=111122223333/20261123/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0'

/** Values that have broken servers before, in place of some part of a valid request. */
const NASTY = [
  'null',
  '{}',
  '[]',
  '1e308',
  `-${'9'.repeat(300)}`,
  '"\\ud800"',
  '"\\u0000"',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '['.repeat(2_000),
  '{"a":'.repeat(2_000),
  '\u0000',
  '\u00ff\u00fe',
  '%00',
  '%',
  '../..',
  'x'.repeat(10_000),
]

const mutation = fc.record({
  seed: fc.constantFrom(...SEEDS),
  part: fc.constantFrom('line', 'body', 'target', 'authorization', 'length', 'type' as const),
  // Not fc.double, most of whose values lie next to 0.
  at: fc.nat({ max: 999 }).map((part) => part / 1_000),
  cut: fc.nat({ max: 12 }),
  insert: fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 8 })),
})

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

function mutate(text: string, { at, cut, insert }: Mutation): string {
  const place = Math.floor(at * text.length)
  return text.slice(0, place) + insert + text.slice(place + cut)
}

function toBytes(change: Mutation): Buffer {
  const { seed, part } = change
  const line = part === 'line' ? mutate(seed.line, change) : seed.line
  const body = Buffer.from(part === 'body' ? mutate(seed.body, change) : seed.body, 'latin1')
  const length = part === 'length' ? mutate(String(body.length), change) : String(body.length)
  const headers: Record<string, string> = { ...seed.headers, Authorization: AUTHORIZATION }
  if (part === 'authorization') headers['Authorization'] = mutate(AUTHORIZATION, change)
  if (part === 'target') headers['X-Amz-Target'] = mutate('AWSEvents.PutEvents', change)
  if (part === 'type') headers['Content-Type'] = mutate('application/json', change)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${line}\r\nHost: localhost\r\nContent-Length: ${length}\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}

it('never answers a mutated request with a server error, and goes on', async () => {
  const statuses = new Set<string>()
  const property = fc.asyncProperty(mutation, async (change) => {
    // A length that lies makes the server wait for more, which it gets then.
    const more = change.part === 'length' ? [' '.repeat(100_000)] : []
    const text = await rawExchange(edge.port, [toBytes(change), ...more], (soFar) =>
      soFar.includes('\r\n\r\n'),
    )
    expect(text).toMatch(/^HTTP\/1.1 [24]\d\d/)
    statuses.add(text.slice(9, 12))
  })
  await fc.assert(property, { numRuns: 500, interruptAfterTimeLimit: 15_000 })
  expect([...statuses]).toEqual(expect.arrayContaining(['200', '400', '404']))
  expect(edge.errors).toEqual([])
  expect((await fetch(`${edge.url}/_busbar/health`)).status).toBe(200)
})
