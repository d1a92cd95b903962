import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Operation } from '../../../src/operations/operation.ts'
import { errorOf, exchange, placeOfMember, type RawRequest, toRequest } from './send-operation.ts'
import { OPERATIONS, operationOf, startWorld, type World } from './world.ts'

/** In a longer run of this file, thousands; here so many for each operation. */
const RUNS = 40

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** JSON texts that break what is written for the usual ones. */
const NASTY = [
  'null',
  '""',
  '-0',
  '1e308',
  '-1e-400',
  '9'.repeat(300),
  '9007199254740993',
  '0.1e1',
  '"\\ud800"',
  '"\\u0000"',
  '"a\\nb\\r\\tc"',
  '"%s%n%00../../etc/passwd"',
  '"<script>&lt;\'\\"{x}`"',
  '"arn:aws:lambda:::function:"',
  '"arn:aws:events:us-east-1:000000000000:event-bus/"',
  '"$.a[*]..b"',
  '"rate(99999999999999999999 days)"',
  '"cron(* * * * ? *)"',
  '"{\\"source\\":[{\\"wildcard\\":\\"****\\"}]}"',
  '{}',
  '[]',
  '[[]]',
  '{"a":1,"a":2}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"length":-1}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  JSON.stringify(`${'['.repeat(5_000)}${']'.repeat(5_000)}`),
  JSON.stringify(`{"source":[{"anything-but":${'{"prefix":'.repeat(500)}""${'}'.repeat(500)}}]}`),
  JSON.stringify('x'.repeat(100_000)),
  `[${'{},'.repeat(2_000)}{}]`,
]

// Not fc.double, most of whose values lie next to 0.
const fraction = fc.nat({ max: 999 }).map((part) => part / 1_000)
const mutation = fc.oneof(
  // One value of the text for another.
  fc.record({ at: fraction, by: fc.constantFrom(...NASTY) }),
  // One member for another, or one more.
  fc.record({
    member: fraction,
    at: fraction,
    by: fc.constantFrom(...NASTY, '"no such token"'),
  }),
  // Some characters for others.
  fc.record({
    at: fraction,
    cut: fc.nat({ max: 3 }),
    by: fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 6 })),
  }),
)
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

function mutated(operation: Operation, request: RawRequest, change: Mutation): RawRequest {
  const body = String(request.body)
  if ('member' in change) return withMember(operation, request, change)
  if (body === '' || change.at > 0.9) return { ...request, path: mutatedPath(request.path, change) }
  return { ...request, body: mutatedText(body, change) }
}

function withMember(
  operation: Operation,
  request: RawRequest,
  { member, by }: { readonly member: number; readonly by: string },
): RawRequest {
  const names = Object.keys(operation.input.members)
  const name = names[Math.floor(member * names.length)] ?? 'NoSuchMember'
  if (placeOfMember(operation, name) !== 'body') {
    const value = encodeURIComponent(by.replaceAll('"', '').slice(0, 2_000))
    return { ...request, path: `${request.path}&${name}=${value}` }
  }
  // The last of two members of one name counts.
  const others = String(request.body).replace(/^\{\}$|\}$/, '') || '{'
  const comma = others.endsWith('{') ? '' : ','
  return { ...request, body: `${others}${comma}${JSON.stringify(name)}:${by}}` }
}

function mutatedText(text: string, change: Mutation): string {
  if ('cut' in change) {
    const place = Math.floor(change.at * text.length)
    return text.slice(0, place) + change.by + text.slice(place + change.cut)
  }
  const values = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?!:)|\b\d+\b|true|false|\{\}|\[\]/g)]
  const chosen = values[Math.floor(change.at * values.length)]
  if (chosen === undefined) return change.by
  return text.slice(0, chosen.index) + change.by + text.slice(chosen.index + chosen[0].length)
}

function mutatedPath(path: string, change: Mutation): string {
  const by = encodeURIComponent(change.by.slice(0, 2_000).toWellFormed())
  const place = 1 + Math.floor(change.at * (path.length - 1))
  return `${path.slice(0, place)}${by}${path.slice(place + ('cut' in change ? change.cut : 0))}`
}

it.each([...OPERATIONS.keys()])('%s never fails with a fault of its own', async (key) => {
  const operation = operationOf(key)
  const original = toRequest(operation, world.validInput(key))
  const property = fc.asyncProperty(mutation, async (change) => {
    const answer = await exchange(world.busbar.url, mutated(operation, original, change))
    expect(answer.status, answer.text).toBeLessThan(500)
    expect(answer.headers['x-amzn-requestid']).toBeDefined()
    if (answer.status >= 400) expect(errorOf(answer).code).toMatch(/^[A-Z][A-Za-z]+$/)
  })
  await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: 15_000 })
})

it('shows and delivers what came of it', async () => {
  await world.busbar.settle()
  for (const path of ['events?limit=500', 'health', 'ready']) {
    expect((await fetch(`${world.busbar.url}/_busbar/${path}`)).status).toBe(200)
  }
})
