import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../../src/domain/faults.ts'
import { RevisionConflict } from '../../../src/store/config-store.ts'
import type { Failure } from '../../../src/store/sqlite/database/describe-failure.ts'
import type { GroupReply } from '../../../src/store/sqlite/writer/committer.ts'
import { createWriterClient } from '../../../src/store/sqlite/writer/writer-client.ts'

const nextDue = { op: 'next-due', queue: 'deliveries', exceptLanes: [] } as const
const settle = { op: 'settle', settlements: [] } as const
const aTurn = () => new Promise((resolve) => setImmediate(resolve))

function setUp() {
  const groups: unknown[][] = []
  const fatal: Error[] = []
  let answer: (reply: GroupReply) => void = () => {}
  const thread = {
    post: (group: unknown) => groups.push(group as unknown[]),
    onMessage: (listener: (message: unknown) => void) => {
      answer = listener
    },
  }
  const client = createWriterClient(thread, (error) => fatal.push(error))
  const ask = (weight = 1) => client.request(nextDue, (reply) => reply, weight)
  const succeed = () => answer({ replies: groups.at(-1)?.map((_, i) => i) ?? [], failures: [] })
  const failWith = (failure: Failure) => {
    const failures = (groups.at(-1) ?? []).map((_, index) => ({ index, failure }))
    answer({ replies: failures.map(() => null), failures })
  }
  const sizes = () => groups.map((group) => group.length)
  const ops = () => groups.map((group) => group.map((request) => Object(request).op))
  return { client, ask, succeed, failWith, sizes, ops, fatal }
}

describe('the writer, seen from the main thread', () => {
  it('commits together what was asked for in one turn', async () => {
    const { ask, succeed, sizes } = setUp()
    const answers = Promise.all([ask(), ask(), ask()])
    await aTurn()
    expect(sizes()).toEqual([3])
    succeed()
    expect(await answers).toEqual([0, 1, 2])
  })

  it('has one group on its way at a time, and the next without a pause', async () => {
    const { ask, succeed, sizes } = setUp()
    const all = [ask()]
    await aTurn()
    all.push(ask(), ask())
    await aTurn()
    expect(sizes()).toEqual([1])
    succeed()
    expect(sizes()).toEqual([1, 2])
    succeed()
    expect(await Promise.all(all)).toEqual([0, 0, 1])
  })

  it('takes at most 500 rows into a group, but a single request whatever its size', async () => {
    const { ask, succeed, sizes } = setUp()
    const all = [ask(200), ask(300), ask(1), ask(2_000), ask(1)]
    await aTurn()
    for (let i = 0; i < 4; i += 1) succeed()
    await Promise.all(all)
    expect(sizes()).toEqual([2, 1, 1, 1])
  })

  it('lets what ends work go before what brings more of it', async () => {
    const { client, ask, succeed, ops } = setUp()
    const all: Promise<unknown>[] = [ask()]
    await aTurn()
    all.push(
      ask(400),
      ask(400),
      client.request(settle, (reply) => reply, 200),
    )
    for (let i = 0; i < 4; i += 1) succeed()
    await Promise.all(all)
    expect(ops()).toEqual([['next-due'], ['settle'], ['next-due'], ['next-due']])
    all.push(
      ask(300),
      client.request(settle, (reply) => reply, 200),
    )
    await aTurn()
    expect(ops().at(-1)).toEqual(['settle', 'next-due'])
    succeed()
    await Promise.all(all)
  })

  it('runs what follows from the replies in order, before anybody is told', async () => {
    const { client, succeed } = setUp()
    const seen: string[] = []
    const note = (name: string) =>
      client.request(nextDue, () => seen.push(name)).then(() => seen.push(`${name} told`))
    const all = Promise.all([note('a'), note('b')])
    await aTurn()
    succeed()
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
    succeed()
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
    succeed()
    expect(await next).toBe(0)
    expect(fatal).toEqual([])
  })

  it('gives up for good when the files cannot be trusted', async () => {
    const { ask, failWith, fatal } = setUp()
    const failing = ask()
    await aTurn()
    const waiting = ask()
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
    succeed()
    await drained
    expect(await waiting).toBe(0)
    await client.drain()
  })
})
