import { describe, expect, it } from 'vitest'
import { commitInGroups } from '../../../src/store/sqlite/writer/commit-in-groups.ts'
import type { WeighedRequest } from '../../../src/store/sqlite/writer/commit-lines.ts'
import type { GroupReply } from '../../../src/store/sqlite/writer/committer.ts'
import type { WriterRequest } from '../../../src/store/sqlite/writer/writer-requests.ts'

const a = (weight = 1): WeighedRequest => [
  { op: 'next-due', queue: 'deliveries', exceptLanes: [] },
  weight,
]
const settle = (weight = 1): WeighedRequest => [{ op: 'settle', settlements: [] }, weight]
const aTurn = () => new Promise((resolve) => setImmediate(resolve))

function setUp(failures: GroupReply['failures'] = []) {
  const groups: WriterRequest['op'][][] = []
  const replies: { replies: readonly unknown[]; first: number }[] = []
  let during = () => {}
  const take = commitInGroups({
    commit(requests) {
      groups.push(requests.map(({ op }) => op))
      during()
      during = () => {}
      return { replies: requests.map(() => null), failures }
    },
  })
  const add = (...requests: readonly WeighedRequest[]) => take(requests, (one) => replies.push(one))
  /** Requests that come while the next group is committed. */
  const addDuring = (...requests: readonly WeighedRequest[]) => {
    during = () => add(...requests)
  }
  const sizes = () => groups.map(({ length }) => length)
  return { add, addDuring, groups, sizes, replies }
}

describe('commits in groups', () => {
  it('commits a request that is alone, and answers it', async () => {
    const { add, groups, replies } = setUp()
    add(a())
    await aTurn()
    expect(groups).toEqual([['next-due']])
    expect(replies).toEqual([{ replies: [null], failures: [], first: 0 }])
  })

  it('commits together what comes during a commit, without being asked again', async () => {
    const { add, addDuring, sizes } = setUp()
    addDuring(a(), a(), a())
    add(a())
    await aTurn()
    await aTurn()
    expect(sizes()).toEqual([1, 3])
    add(a())
    await aTurn()
    expect(sizes()).toEqual([1, 3, 1])
  })

  it('takes at most 500 rows into a group, but a single request whatever its size', async () => {
    const { add, sizes } = setUp()
    add(a(200), a(300), a(1), a(2_000), a(1))
    for (let turn = 0; turn < 4; turn += 1) await aTurn()
    expect(sizes()).toEqual([2, 1, 1, 1])
  })

  it('lets what ends work go before what brings more of it', async () => {
    const { add, groups, replies } = setUp()
    add(a(400), a(400), settle(300), settle(300))
    for (let turn = 0; turn < 4; turn += 1) await aTurn()
    expect(groups).toEqual([['settle'], ['settle'], ['next-due'], ['next-due']])
    add(a(300), settle(200))
    await aTurn()
    expect(groups.at(-1)).toEqual(['settle', 'next-due'])
    expect(replies.map(({ first }) => first)).toEqual([1, 1, 0, 0, 1])
  })

  it('commits nothing more when the files cannot be trusted', async () => {
    const { add, sizes } = setUp([{ index: 0, failure: { kind: 'fatal', message: 'gone' } }])
    add(a(500), a(500))
    for (let turn = 0; turn < 3; turn += 1) await aTurn()
    add(a())
    await aTurn()
    expect(sizes()).toEqual([1])
  })
})
