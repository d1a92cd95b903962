import { eventBusArn } from '../../domain/arn.ts'
import { defineOperation } from '../operation.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { requireBus } from './event-buses.ts'
import {
  deadLetterConfig,
  description,
  eventBusName,
  kmsKeyIdentifier,
  logConfig,
} from './fields.ts'

type UpdateEventBusInput = {
  readonly Name?: string
  readonly Description?: string
  readonly KmsKeyIdentifier?: string
}

/** Replaces: a member that is not given is gone afterwards. */
export const updateEventBus = defineOperation<UpdateEventBusInput>({
  service: 'events',
  name: 'UpdateEventBus',
  input: structure('UpdateEventBusRequest', {
    Name: eventBusName,
    KmsKeyIdentifier: kmsKeyIdentifier,
    Description: description,
    DeadLetterConfig: deadLetterConfig,
    LogConfig: logConfig,
  }),
  async handle({ Name, Description, KmsKeyIdentifier }, { config, clock }, { scope }) {
    return retryOnConflict(async () => {
      const { bus, key, expect } = await requireBus(config, scope, Name)
      const { description: _, kmsKeyIdentifier: __, ...rest } = bus
      const given = withoutUndefined({
        description: Description,
        kmsKeyIdentifier: KmsKeyIdentifier || undefined,
      })
      await config.put(
        'event_buses',
        key,
        { ...rest, ...given, lastModifiedAt: clock.now() },
        expect,
      )
      return withoutUndefined({
        Arn: eventBusArn(scope, bus.name),
        Name: bus.name,
        Description: given.description,
        KmsKeyIdentifier: given.kmsKeyIdentifier,
      })
    })
  },
})
