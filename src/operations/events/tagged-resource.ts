import { eventBusArn, parseArn, ruleArn } from '../../domain/arn.ts'
import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { InvalidInput } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Tags } from '../../domain/tags.ts'
import type { ConfigStore } from '../../store/config-store.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { busKey, busNotFound, requireBus } from './event-buses.ts'
import { requireRule, ruleNotFound } from './rules.ts'

/** What EventBridge can tag; a bus has no `rule`. */
type TaggedResource = { readonly bus: string; readonly rule?: string }

/** @throws NotFound, InvalidInput */
export async function readTags(config: ConfigStore, scope: Scope, arn: string): Promise<Tags> {
  const { tags } = await load(config, scope, parseResource(scope, arn))
  return tags
}

/** @throws NotFound, InvalidInput, ConcurrentModification, and what `change` throws. */
export async function changeTags(
  config: ConfigStore,
  scope: Scope,
  arn: string,
  change: (tags: Tags) => Tags,
): Promise<void> {
  const resource = parseResource(scope, arn)
  await retryOnConflict(async () => {
    const { tags, save } = await load(config, scope, resource)
    await save(change(tags))
  })
}

async function load(config: ConfigStore, scope: Scope, { bus, rule }: TaggedResource) {
  if (rule === undefined) {
    const found = await requireBus(config, scope, bus)
    return {
      tags: found.bus.tags,
      save: (tags: Tags) =>
        config.put('event_buses', found.key, { ...found.bus, tags }, found.expect),
    }
  }
  const { key, doc, revision } = await requireRule(config, busKey(scope, bus), rule)
  return {
    tags: doc.tags,
    save: (tags: Tags) => config.put('rules', key, { ...doc, tags }, { revision }),
  }
}

function parseResource(scope: Scope, text: string): TaggedResource {
  const arn = parseArn(text)
  if (arn?.service !== 'events') {
    throw invalid('Provided Arn is not in correct format.')
  }
  const slash = arn.resource.indexOf('/')
  const kind = arn.resource.slice(0, slash)
  const path = arn.resource.slice(slash + 1)
  if (kind === 'event-bus') {
    if (text !== eventBusArn(scope, path)) throw busNotFound(text)
    return { bus: path }
  }
  if (kind !== 'rule') throw invalid('Only rules and event buses have tags.')
  const resource = splitRulePath(path)
  if (text !== ruleArn(scope, resource.bus, resource.rule)) {
    throw ruleNotFound(resource.bus, resource.rule)
  }
  return resource
}

/** A bus of a partner has slashes in its name, a rule has none. */
function splitRulePath(path: string) {
  const slash = path.lastIndexOf('/')
  return slash < 0
    ? { bus: DEFAULT_BUS, rule: path }
    : { bus: path.slice(0, slash), rule: path.slice(slash + 1) }
}

function invalid(reason: string): InvalidInput {
  return new InvalidInput(`Parameter ResourceARN is not valid. Reason: ${reason}`)
}
