import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Job } from '../../../src/delivery/lanes.ts'
import type { Outcome } from '../../../src/delivery/outcome.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import type { WorkQueue } from '../../../src/store/work-queue.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { done, manyIn, openDispatcher, retryAt, turn } from './dispatching.ts'

type Command =
  | { readonly do: 'bring'; readonly lane: string; readonly count: number }
  | {
      readonly do: 'end'
      readonly count: number
      readonly how: 'done' | 'retry' | 'bug' | 'release'
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'break' | 'mend' | 'crash' | 'restart' }

const aCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('bring' as const),
      lane: fc.constantFrom('a', 'b', 'c'),
      // Some programs make a lane overflow, which holds 1,000.
      count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 300, max: 800 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      count: fc.integer({ min: 1, max: 400 }),
      how: fc.constantFrom('done', 'done', 'retry', 'bug', 'release'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 20_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { do: 'break' } as const,
      { do: 'mend' } as const,
      { do: 'crash' } as const,
      { do: 'restart' } as const,
    ),
  },
)

type Attempting = {
  readonly end: (outcome: Outcome) => void
  readonly fail: (error: Error) => void
}

/** A process that can be gone without a word: what it asked of the store is never answered. */
function openProcess(world: ReturnType<typeof openWorld>) {
  const attempting = new Map<string, Attempting>()
  let isGone = false
  const gated =
    <Args extends unknown[], T>(request: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      isGone ? new Promise(() => {}) : request(...args)
  const { store, clock } = world
  const work: WorkQueue = {
    ...store.work,
    claim: gated(store.work.claim),
    settle: gated(store.work.settle),
    nextDue: gated(store.work.nextDue),
  }
  const perform = ({ claim }: Job): Promise<Outcome> => {
    if (attempting.has(claim.id)) world.violations.push(`${claim.id} is attempted twice at once`)
    if (world.isOver(claim.id)) world.violations.push(`${claim.id} is attempted, and over`)
    return new Promise((end, fail) => attempting.set(claim.id, { end, fail }))
  }
  const opened = openDispatcher(perform, {
    store,
    clock,
    work,
    mostAtOnce: 8,
    mostPerLane: () => 6,
  })
  opened.dispatcher.start()
  return {
    ...opened,
    async end(count: number, settle: (attempt: Attempting) => void) {
      for (let ended = 0; ended < count && attempting.size > 0; ended += attempting.size) {
        const now = [...attempting.values()]
        attempting.clear()
        for (const attempt of now) settle(attempt)
        await turn()
      }
    },
    die() {
      isGone = true
      store.crash()
    },
  }
}

function openWorld() {
  const store = createInMemoryStore()
  const isOver = (id: string) => store.attempts(id).some(({ outcome }) => outcome === 'succeeded')
  const violations: string[] = []
  return { store, clock: createManualClock(0), owed: new Set<string>(), isOver, violations }
}

async function run(program: readonly Command[]): Promise<ReturnType<typeof openWorld>> {
  const world = openWorld()
  const { store, clock, owed } = world
  let process = openProcess(world)
  let brought = 0

  const outcomes = {
    done: ({ end }: Attempting) => end(done),
    retry: ({ end }: Attempting) => end(retryAt(clock.now() + 7_000)),
    release: ({ end }: Attempting) => end({ next: 'release', at: clock.now() + 3_000 }),
    bug: ({ fail }: Attempting) => fail(new TypeError('oops')),
  }
  const step = {
    async bring({ lane, count }: { lane: string; count: number }) {
      if (store.isDown) return
      brought += 1
      const now = clock.now()
      const items = manyIn(`${lane}`, count, { enqueuedAt: now, dueAt: now }).map((item) => ({
        ...item,
        id: `${brought}-${item.id}`,
      }))
      for (const { id } of items) owed.add(id)
      await process.bring(items)
    },
    end: ({ count, how }: { count: number; how: keyof typeof outcomes }) =>
      process.end(count, outcomes[how]),
    async wait({ ms }: { ms: number }) {
      clock.set(clock.now() + ms)
      process.timers.fire()
    },
    async break() {
      store.isDown = true
    },
    async mend() {
      store.isDown = false
    },
    async crash() {
      process.die()
      process = openProcess(world)
    },
    async restart() {
      const stopped = process.dispatcher.stop()
      await process.end(8, outcomes.done)
      await stopped
      process.die()
      process = openProcess(world)
    },
  }
  // Each command is given to the step of its own name.
  const take = (command: Command) => step[command.do](command as never)
  for (const command of program) {
    await take(command)
    await turn()
  }

  store.isDown = false
  for (let rounds = 0; rounds < 30 && store.pending().length > 0; rounds += 1) {
    await step.wait({ ms: 10_000 })
    await turn()
    await process.end(Number.POSITIVE_INFINITY, outcomes.done)
  }
  await process.dispatcher.stop()
  return world
}

it('brings everything to its end exactly once, whatever happens on the way', async () => {
  const program = fc.array(aCommand, { maxLength: 25 })
  const property = fc.asyncProperty(program, async (commands) => {
    const { store, owed, violations } = await run(commands)
    expect(violations).toEqual([])
    expect(store.pending()).toEqual([])
    const successes = (id: string) =>
      store.attempts(id).filter(({ outcome }) => outcome === 'succeeded').length
    expect([...owed].filter((id) => successes(id) !== 1)).toEqual([])
  })
  await fc.assert(property, { numRuns: 60 })
}, 60_000)
