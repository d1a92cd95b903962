import { eventBusArn } from '../../domain/arn.ts'
import { DEFAULT_BUS, type EventBus } from '../../domain/event-bus.ts'
import { NotFound } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ConfigStore, Expectation, Key } from '../../store/config-store.ts'

/**
 * The default bus of an account that has changed nothing about it: it exists without being stored.
 * Nobody created it, and accounts have no beginning here, hence its age.
 */
export const UNTOUCHED_DEFAULT_BUS: EventBus = {
  name: DEFAULT_BUS,
  createdAt: 0,
  lastModifiedAt: 0,
  tags: [],
}

/** @property expect - what a change of the bus must expect of the store. */
type FoundBus = { readonly bus: EventBus; readonly key: Key; readonly expect: Expectation }

export function busKey(scope: Scope, bus: string): Key {
  return [scope.account, scope.region, bus]
}

/**
 * @param nameOrArn - the default bus when absent.
 * @throws NotFound also for the ARN of a bus in another account or region: AWS asks the policy of
 *   that bus then, and a bus without a policy admits nobody.
 */
export async function requireBus(
  config: ConfigStore,
  scope: Scope,
  nameOrArn: string = DEFAULT_BUS,
): Promise<FoundBus> {
  const name = toBusName(scope, nameOrArn)
  const key = busKey(scope, name)
  const stored = await config.get('event_buses', key)
  if (stored) return { bus: stored.doc, key, expect: { revision: stored.revision } }
  if (name !== DEFAULT_BUS) throw busNotFound(name)
  return { bus: UNTOUCHED_DEFAULT_BUS, key, expect: 'absent' }
}

export function busNotFound(name: string): NotFound {
  return new NotFound(`Event bus ${name} does not exist.`)
}

function toBusName(scope: Scope, nameOrArn: string): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn
  const name = nameOrArn.slice(nameOrArn.indexOf('/') + 1)
  if (nameOrArn !== eventBusArn(scope, name)) throw busNotFound(nameOrArn)
  return name
}
