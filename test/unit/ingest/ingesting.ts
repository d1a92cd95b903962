import type { Rule } from '../../../src/domain/rule.ts'
import { createIngest } from '../../../src/ingest/create-ingest.ts'
import { createRefusedRules } from '../../../src/ingest/refused-rules.ts'
import { createRuleBook } from '../../../src/ingest/rule-book.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { createMetrics } from '../../../src/platform/metrics.ts'
import type { LoggedEvent } from '../../../src/store/event-log.ts'
import type { Accepted } from '../../../src/store/store.ts'
import type { NewWork } from '../../../src/store/work-queue.ts'
import { aRule, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { createRecordingLogger } from '../../support/recording-logger.ts'

export const NOW = Date.parse('2026-02-03T04:05:06.789Z')
export const functionArn = `arn:aws:lambda:${scope.region}:${scope.account}:function:charge`
export const busArn = `arn:aws:events:${scope.region}:${scope.account}:event-bus/orders`

type HandedOver = {
  readonly accepted: Accepted
  readonly events: readonly LoggedEvent[]
  readonly left: readonly NewWork[]
}

/** The way in, to the store and to somebody who remembers what was handed over. */
export function openIngest(options: { awsSources?: boolean } = {}) {
  const config = createInMemoryConfigStore()
  const store = createInMemoryStore()
  const metrics = createMetrics()
  const taken: HandedOver[] = []
  const room = { isFull: false }
  const begin = { work: () => {} }
  let count = 0
  const uuid = () => {
    count += 1
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  }
  const ingest = createIngest({
    store,
    rules: createRuleBook(config, createRefusedRules(createRecordingLogger())),
    handOver: {
      hasRoom: () => !room.isFull,
      take(accepted, events, left) {
        taken.push({ accepted, events, left })
        begin.work()
      },
    },
    clock: createManualClock(NOW),
    random: { uuid, fraction: () => 0 },
    metrics,
    awsSources: options.awsSources ?? false,
  })
  return {
    ingest,
    store,
    metrics,
    taken,
    begin,
    room,
    config,
    putRule: (change: Partial<Rule> = {}, { account, region } = scope) => {
      const rule = aRule({ targets: [{ id: '1', arn: functionArn }], ...change })
      return config.put('rules', [account, region, rule.bus, rule.name], rule, 'any')
    },
  }
}
