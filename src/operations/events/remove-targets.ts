import { defineOperation } from '../operation.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { list, structure } from '../schema.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn, force, ruleName, targetId } from './fields.ts'
import { requireRule } from './rules.ts'

type RemoveTargetsInput = {
  readonly Rule: string
  readonly EventBusName?: string
  readonly Ids: readonly string[]
}

export const removeTargets = defineOperation<RemoveTargetsInput>({
  service: 'events',
  name: 'RemoveTargets',
  input: structure(
    'RemoveTargetsRequest',
    {
      Rule: ruleName,
      EventBusName: eventBusNameOrArn,
      Ids: list(targetId, { min: 1, max: 100 }),
      Force: force,
    },
    ['Rule', 'Ids'],
  ),
  async handle({ Rule, EventBusName, Ids }, { config, clock }, { scope }) {
    const { key: busKey } = await requireBus(config, scope, EventBusName)
    const ids = new Set(Ids)
    const removed = await retryOnConflict(async () => {
      const { key, doc, revision } = await requireRule(config, busKey, Rule)
      const targets = doc.targets.filter(({ id }) => !ids.has(id))
      if (targets.length < doc.targets.length) {
        const changed = { ...doc, targets, lastModifiedAt: clock.now() }
        await config.put('rules', key, changed, { revision })
      }
      return new Set(doc.targets.map(({ id }) => id))
    })
    const FailedEntries = [...ids].filter((id) => !removed.has(id)).map((id) => unknown(Rule, id))
    return { FailedEntryCount: FailedEntries.length, FailedEntries }
  },
})

/** An entry that fails carries its error in the answer, which succeeds. */
function unknown(rule: string, id: string) {
  return {
    TargetId: id,
    ErrorCode: 'ResourceNotFoundException',
    ErrorMessage: `Rule '${rule}' does not have a target with the Id '${id}'.`,
  }
}
