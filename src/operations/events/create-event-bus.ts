import { eventBusArn } from '../../domain/arn.ts'
import { DEFAULT_BUS, type EventBus } from '../../domain/event-bus.ts'
import { AlreadyExists, InvalidInput } from '../../domain/faults.ts'
import { type ConfigStore, type Key, RevisionConflict } from '../../store/config-store.ts'
import { defineOperation } from '../operation.ts'
import { kept, refused, string, structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { busKey } from './event-buses.ts'
import {
  deadLetterConfig,
  description,
  eventBusName,
  kmsKeyIdentifier,
  logConfig,
  tagList,
} from './fields.ts'
import { checkBusQuota } from './quotas.ts'
import { parseTags, type WireTag } from './tags.ts'

type CreateEventBusInput = {
  readonly Name: string
  readonly Description?: string
  readonly KmsKeyIdentifier?: string
  readonly Tags?: readonly WireTag[]
}

export const createEventBus = defineOperation<CreateEventBusInput>({
  service: 'events',
  name: 'CreateEventBus',
  input: structure(
    'CreateEventBusRequest',
    {
      Name: eventBusName,
      EventSourceName: refused(
        string({ min: 1, max: 256, pattern: 'aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}' }),
      ),
      Description: description,
      KmsKeyIdentifier: kmsKeyIdentifier,
      DeadLetterConfig: deadLetterConfig,
      LogConfig: logConfig,
      Tags: kept(tagList, 'Read back by ListTagsForResource; AWS uses them in bills and policies.'),
    },
    ['Name'],
  ),
  async handle({ Name, Description, KmsKeyIdentifier, Tags = [] }, dependencies, { scope }) {
    const { config, clock, quotas } = dependencies
    if (Name.includes('/')) throw new InvalidInput("Event bus name must not contain '/'.")
    if (Name === DEFAULT_BUS) throw busExists(Name)
    const tags = parseTags(Tags)
    if (quotas === 'aws') await checkBusQuota(config, scope)

    const now = clock.now()
    const given = withoutUndefined({
      description: Description,
      // An empty identifier is AWS's way to say "the key of AWS".
      kmsKeyIdentifier: KmsKeyIdentifier || undefined,
    })
    await putNewBus(config, busKey(scope, Name), {
      name: Name,
      ...given,
      createdAt: now,
      lastModifiedAt: now,
      tags,
    })
    return withoutUndefined({
      EventBusArn: eventBusArn(scope, Name),
      Description: given.description,
      KmsKeyIdentifier: given.kmsKeyIdentifier,
    })
  },
})

async function putNewBus(config: ConfigStore, key: Key, bus: EventBus): Promise<void> {
  try {
    await config.put('event_buses', key, bus, 'absent')
  } catch (error) {
    throw error instanceof RevisionConflict ? busExists(bus.name) : error
  }
}

function busExists(name: string): AlreadyExists {
  return new AlreadyExists(`Event bus ${name} already exists.`)
}
