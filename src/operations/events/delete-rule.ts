import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { InvalidInput } from '../../domain/faults.ts'
import { cursorKey } from '../../domain/schedule/schedule-cursor.ts'
import { defineOperation } from '../operation.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { structure } from '../schema.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn, force, ruleName } from './fields.ts'
import { ruleKey } from './rules.ts'

type DeleteRuleInput = { readonly Name: string; readonly EventBusName?: string }

/** Deleting a rule that is gone succeeds; on a bus that is gone it does not. */
export const deleteRule = defineOperation<DeleteRuleInput>({
  service: 'events',
  name: 'DeleteRule',
  input: structure(
    'DeleteRuleRequest',
    { Name: ruleName, EventBusName: eventBusNameOrArn, Force: force },
    ['Name'],
  ),
  async handle({ Name, EventBusName }, { config }, { scope }) {
    const { key: busKey } = await requireBus(config, scope, EventBusName)
    const key = ruleKey(busKey, Name)
    await retryOnConflict(async () => {
      const stored = await config.get('rules', key)
      if (stored === undefined) return
      if (stored.doc.targets.length > 0) {
        throw new InvalidInput("Rule can't be deleted since it has targets.")
      }
      // By revision: targets that somebody puts meanwhile must stop the deletion.
      await config.delete('rules', key, { revision: stored.revision })
    })
    const isOfDefaultBus = busKey.at(-1) === DEFAULT_BUS
    if (isOfDefaultBus) await config.delete('schedule_cursors', cursorKey(key), 'any')
    return undefined
  },
})
