import type { Config } from '../config/settings.ts'
import { createAsyncInvoker } from '../delivery/create-async-invoker.ts'
import { createDispatcher } from '../delivery/dispatcher.ts'
import { createHandOver } from '../delivery/hand-over.ts'
import type { InvocationRunner } from '../delivery/run-invocation.ts'
import { createScheduler } from '../delivery/scheduler.ts'
import { functionOfLane } from '../domain/delivery/function-lane.ts'
import type { ConcurrencyLeases } from '../execution/concurrency/concurrency-leases.ts'
import type { Executor } from '../execution/executor.ts'
import { createIngest } from '../ingest/create-ingest.ts'
import { createRefusedRules } from '../ingest/refused-rules.ts'
import { createRuleBook } from '../ingest/rule-book.ts'
import { lazy } from '../platform/lazy.ts'
import type { SqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { NewWork } from '../store/work-queue.ts'
import type { FunctionEngines } from './build-functions.ts'
import type { PlatformParts } from './platform-parts.ts'

const DELIVERIES_AT_ONCE = 64

type Parts = PlatformParts &
  Pick<FunctionEngines, 'functions' | 'executor' | 'leases'> & {
    readonly config: Config
    readonly store: SqliteStore
  }

/** The way of an event from being accepted to where it ends. */
export function buildDelivery(parts: Parts) {
  const { config, store, functions, executor, leases } = parts
  const { clock, timers, random, metrics, activity, log } = parts
  const { work, events } = store
  const queues = {
    ...{ work, events, clock, timers, activity, log },
    onFollowing: (items: readonly NewWork[]) => handOver.notice(items),
  }
  const loadRunner = lazy(async () => {
    const { createInvocationRunner } = await import('../delivery/run-invocation.ts')
    const { policies } = config
    return createInvocationRunner({ functions, executor, events, clock, random, policies })
  })
  let runInvocation: InvocationRunner = async (job, slot) => {
    runInvocation = await loadRunner()
    return runInvocation(job, slot)
  }
  const invocations = createDispatcher({
    ...queues,
    queue: 'invocations',
    perform: (job, slot) => runInvocation(job, slot),
    mostAtOnce: executor.maxEnvironments,
    mostPerLane: (lane) => mostAtOnceOf(leases, executor, lane),
    mostShared(lane) {
      const fn = functionOfLane(lane)
      return executor.mostAhead(fn, fn.name)
    },
  })
  const deliveries = createDispatcher({
    ...queues,
    queue: 'deliveries',
    perform: async (job) => {
      const deliver = job.claim.work.kind === 'destination' ? deliverRecord : forwardToBus
      return (await deliver())(job)
    },
    mostAtOnce: DELIVERIES_AT_ONCE,
    mostPerLane: () => DELIVERIES_AT_ONCE / 2,
  })
  const handOver = createHandOver({ invocations, deliveries })
  const refusedRules = createRefusedRules(log)
  const ingest = createIngest({
    store,
    rules: createRuleBook(store.config, refusedRules),
    handOver,
    clock,
    random,
    metrics,
    awsSources: config.awsSources === 'allow',
  })
  const { accept } = ingest
  const deliveryParts = { accept, config: store.config, functions, events, clock, random }
  const forwardToBus = lazy(async () =>
    (await import('../delivery/forward-to-bus.ts')).createBusForwarder(deliveryParts),
  )
  const deliverRecord = lazy(async () =>
    (await import('../delivery/deliver-record.ts')).createRecordDeliverer(deliveryParts),
  )
  const scheduler = createScheduler({ config: store.config, accept, clock, activity, metrics, log })
  const dispatchers = [invocations, deliveries]

  return {
    ingest,
    refusedRules,
    asyncInvoker: createAsyncInvoker({ work, invocations, clock }),
    queues: { invocations, deliveries },
    start() {
      for (const dispatcher of dispatchers) dispatcher.start()
      scheduler.start()
    },
    /** What runs may end. */
    async stop() {
      await Promise.all([scheduler.stop(), ...dispatchers.map((dispatcher) => dispatcher.stop())])
    },
    /** What is known of work that the store has forgotten. */
    forget() {
      for (const dispatcher of dispatchers) dispatcher.forget()
    },
  }
}

/** Not more than may run: the rest would only be throttled. One that hangs leaves room for others. */
function mostAtOnceOf(leases: ConcurrencyLeases, executor: Executor, lane: string): number {
  const share = Math.floor(executor.maxEnvironments * 0.75)
  const most = leases.reservationOf(functionOfLane(lane)) ?? leases.accountLimit
  return Math.max(1, Math.min(share, most))
}
