import { eventBusArn } from '../../domain/arn.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn } from './fields.ts'
import { toEpochSeconds } from './to-epoch-seconds.ts'

type DescribeEventBusInput = { readonly Name?: string }

export const describeEventBus = defineOperation<DescribeEventBusInput>({
  service: 'events',
  name: 'DescribeEventBus',
  input: structure('DescribeEventBusRequest', { Name: eventBusNameOrArn }),
  async handle({ Name }, { config }, { scope }) {
    const { bus } = await requireBus(config, scope, Name)
    return withoutUndefined({
      Name: bus.name,
      Arn: eventBusArn(scope, bus.name),
      Description: bus.description,
      KmsKeyIdentifier: bus.kmsKeyIdentifier,
      CreationTime: toEpochSeconds(bus.createdAt),
      LastModifiedTime: toEpochSeconds(bus.lastModifiedAt),
    })
  },
})
