import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../../src/domain/faults.ts'
import { RevisionConflict } from '../../../src/store/config-store.ts'
import type { Failure } from '../../../src/store/sqlite/database/describe-failure.ts'
import type { CommittedGroup } from '../../../src/store/sqlite/writer/commit-in-groups.ts'
import type { WeighedRequest } from '../../../src/store/sqlite/writer/commit-lines.ts'
import { createWriterClient } from '../../../src/store/sqlite/writer/writer-client.ts'

const nextDue = { op: 'next-due', queue: 'deliveries', exceptLanes: [] } as const
const settle = { op: 'settle', settlements: [] } as const
const aTurn = () => new Promise((resolve) => setImmediate(resolve))

function setUp() {
  const messages: (readonly WeighedRequest[])[] = []
  const fatal: Error[] = []
  let answer: (group: CommittedGroup) => void = () => {}
  const thread = {
    post: (message: unknown) => messages.push(message as readonly WeighedRequest[]),
    onMessage: (listener: (message: unknown) => void) => {
      answer = (group) => listener(group)
    },
  }
  const client = createWriterClient(thread, (error) => fatal.push(error))
  const ask = () => client.request(nextDue, (reply) => reply)
  const succeed = (count: number, first = 0) =>
    answer({ replies: Array.from({ length: count }, (_, i) => i), failures: [], first })
  const failWith = (failure: Failure) =>
    answer({ replies: [null], failures: [{ index: 0, failure }], first: 0 })
  return { client, ask, succeed, failWith, messages, fatal }
}

describe('the writer, seen from the main thread', () => {
  it('sends together what was asked for in one turn, with how much each writes', async () => {
    const { client, ask, succeed, messages } = setUp()
    const answers = Promise.all([ask(), client.request(settle, (reply) => reply, 7), ask()])
    await aTurn()
    expect(messages).toEqual([
      [
        [nextDue, 1],
        [settle, 7],
        [nextDue, 1],
      ],
    ])
    succeed(3, 1)
    expect(await answers).toEqual([1, 0, 2])
  })

  it('sends much of it before the turn ends', async () => {
    const { client, succeed, messages } = setUp()
    const ask = (weight: number) => client.request(nextDue, (reply) => reply, weight)
    const answers = Promise.all([ask(16), ask(16), ask(1)])
    expect(messages.map(({ length }) => length)).toEqual([2])
    await aTurn()
    expect(messages.map(({ length }) => length)).toEqual([2, 1])
    succeed(3)
    expect(await answers).toEqual([0, 1, 2])
    await aTurn()
    expect(messages).toHaveLength(2)
  })

  it('does not wait for an answer before it sends more', async () => {
    const { ask, succeed, messages } = setUp()
    const all = [ask()]
    await aTurn()
    all.push(ask(), ask())
    await aTurn()
    expect(messages.map(({ length }) => length)).toEqual([1, 2])
    succeed(2)
    succeed(1)
    expect(await Promise.all(all)).toEqual([0, 1, 0])
  })

  it('knows whose answer is whose when one that came later went first', async () => {
    const { client, ask, succeed } = setUp()
    const other = ask()
    await aTurn()
    const first = client.request(settle, () => 'settled')
    await aTurn()
    succeed(1, 1)
    expect(await first).toBe('settled')
    succeed(1)
    expect(await other).toBe(0)
  })

  it('runs what follows from the replies in order, before anybody is told', async () => {
    const { client, succeed } = setUp()
    const seen: string[] = []
    const note = (name: string) =>
      client.request(nextDue, () => seen.push(name)).then(() => seen.push(`${name} told`))
    const all = Promise.all([note('a'), note('b')])
    await aTurn()
    succeed(2)
    expect(seen).toEqual(['a', 'b'])
    await all
    expect(seen).toEqual(['a', 'b', 'a told', 'b told'])
  })

  it('answers the others when what follows from one reply fails', async () => {
    const { client, ask, succeed } = setUp()
    const broken = client.request(nextDue, () => {
      throw new Error('a bug')
    })
    const other = ask()
    await aTurn()
    succeed(2)
    await expect(broken).rejects.toThrow('a bug')
    expect(await other).toBe(1)
  })

  it.each<[Failure['kind'], new (message: string) => Error]>([
    ['conflict', RevisionConflict],
    ['full', Unavailable],
    ['error', Error],
  ])('fails with %s and goes on', async (kind, type) => {
    const { ask, failWith, succeed, fatal } = setUp()
    const failing = ask()
    await aTurn()
    failWith({ kind, message: 'why' })
    await expect(failing).rejects.toThrow(type)
    await expect(failing).rejects.toThrow('why')
    const next = ask()
    await aTurn()
    succeed(1)
    expect(await next).toBe(0)
    expect(fatal).toEqual([])
  })

  it('gives up for good when the files cannot be trusted', async () => {
    const { ask, failWith, fatal } = setUp()
    const failing = ask()
    await aTurn()
    const waiting = ask()
    await aTurn()
    failWith({ kind: 'fatal', message: 'The disk failed.' })
    for (const one of [failing, waiting, ask()]) await expect(one).rejects.toThrow(Unavailable)
    expect(fatal.map(({ message }) => message)).toEqual(['The disk failed.'])
  })

  it('refuses new requests when it drains, and waits for those that it has', async () => {
    const { client, ask, succeed } = setUp()
    const waiting = ask()
    let isDrained = false
    const drained = client.drain().then(() => {
      isDrained = true
    })
    await expect(ask()).rejects.toThrow('busbar is stopping.')
    await aTurn()
    expect(isDrained).toBe(false)
    succeed(1)
    await drained
    expect(await waiting).toBe(0)
    await client.drain()
  })
})
