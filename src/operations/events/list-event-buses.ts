import { eventBusArn } from '../../domain/arn.ts'
import { DEFAULT_BUS, type EventBus } from '../../domain/event-bus.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ConfigStore } from '../../store/config-store.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { busKey, UNTOUCHED_DEFAULT_BUS } from './event-buses.ts'
import { eventBusName, limit, nextToken } from './fields.ts'
import { parsePageToken, toPageToken } from './page-token.ts'
import { toEpochSeconds } from './to-epoch-seconds.ts'

type ListEventBusesInput = {
  readonly NamePrefix?: string
  readonly NextToken?: string
  readonly Limit?: number
}

export const listEventBuses = defineOperation<ListEventBusesInput>({
  service: 'events',
  name: 'ListEventBuses',
  input: structure('ListEventBusesRequest', {
    NamePrefix: eventBusName,
    NextToken: nextToken,
    Limit: limit,
  }),
  async handle({ NamePrefix = '', NextToken, Limit = 100 }, { config }, { scope }) {
    const list = ['ListEventBuses', scope.account, scope.region]
    const after = parsePageToken(list, NextToken)
    const found = await busesAfter(config, scope, after, NamePrefix, Limit + 1)

    const page = found.slice(0, Limit)
    const last = page.at(-1)
    return withoutUndefined({
      EventBuses: page.map((bus) => toListed(scope, bus)),
      NextToken: last && found.length > Limit ? toPageToken(list, last.name) : undefined,
    })
  },
})

/** In the order of their names; the default bus has its place among them though it may not be stored. */
async function busesAfter(
  config: ConfigStore,
  scope: Scope,
  after: string | undefined,
  prefix: string,
  limit: number,
): Promise<readonly EventBus[]> {
  const { items } = await config.list('event_buses', [scope.account, scope.region], {
    limit,
    nameStartsWith: prefix,
    ...(after !== undefined && { after: busKey(scope, after) }),
  })
  const stored = items.map(({ doc }) => doc)
  const isDefaultDue = DEFAULT_BUS.startsWith(prefix) && (after ?? '') < DEFAULT_BUS
  if (!isDefaultDue || (await config.get('event_buses', busKey(scope, DEFAULT_BUS)))) return stored

  const before = stored.filter(({ name }) => name < DEFAULT_BUS)
  return [...before, UNTOUCHED_DEFAULT_BUS, ...stored.slice(before.length)].slice(0, limit)
}

function toListed(scope: Scope, bus: EventBus) {
  return withoutUndefined({
    Name: bus.name,
    Arn: eventBusArn(scope, bus.name),
    Description: bus.description,
    CreationTime: toEpochSeconds(bus.createdAt),
    LastModifiedTime: toEpochSeconds(bus.lastModifiedAt),
  })
}
