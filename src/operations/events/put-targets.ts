import { eventBusArn } from '../../domain/arn.ts'
import { LimitExceeded } from '../../domain/faults.ts'
import type { Target } from '../../domain/target.ts'
import { defineOperation } from '../operation.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { list, structure } from '../schema.ts'
import { checkTarget } from './check-target.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn, ruleName } from './fields.ts'
import { requireRule } from './rules.ts'
import { target, toTarget, type WireTarget } from './target-shape.ts'

type PutTargetsInput = {
  readonly Rule: string
  readonly EventBusName?: string
  readonly Targets: readonly WireTarget[]
}

const MAX_TARGETS = 5

/** All or nothing: what is wrong with one target fails the call, and one write holds them all. */
export const putTargets = defineOperation<PutTargetsInput>({
  service: 'events',
  name: 'PutTargets',
  input: structure(
    'PutTargetsRequest',
    {
      Rule: ruleName,
      EventBusName: eventBusNameOrArn,
      Targets: list(target, { min: 1, max: 100 }),
    },
    ['Rule', 'Targets'],
  ),
  async handle({ Rule, EventBusName, Targets }, { config, clock }, { scope }) {
    const { bus, key: busKey } = await requireBus(config, scope, EventBusName)
    await requireRule(config, busKey, Rule)
    const given = Targets.map(toTarget)
    for (const one of given) checkTarget(one, eventBusArn(scope, bus.name))

    await retryOnConflict(async () => {
      const { key, doc, revision } = await requireRule(config, busKey, Rule)
      const targets = withTargets(doc.targets, given)
      await config.put('rules', key, { ...doc, targets, lastModifiedAt: clock.now() }, { revision })
    })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
})

/** A target with a known id replaces that one completely. */
function withTargets(present: readonly Target[], given: readonly Target[]): readonly Target[] {
  const byId = new Map([...present, ...given].map((one) => [one.id, one]))
  if (byId.size > MAX_TARGETS) {
    throw new LimitExceeded('The requested resource exceeds the maximum number allowed.')
  }
  return [...byId.values()]
}
