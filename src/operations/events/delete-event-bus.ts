import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { InvalidInput } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { deleteBusWithoutRules } from './event-bus-deletion.ts'
import { busKey } from './event-buses.ts'
import { eventBusName } from './fields.ts'

type DeleteEventBusInput = { readonly Name: string }

export const deleteEventBus = defineOperation<DeleteEventBusInput>({
  service: 'events',
  name: 'DeleteEventBus',
  input: structure('DeleteEventBusRequest', { Name: eventBusName }, ['Name']),
  async handle({ Name }, { config }, { scope }) {
    if (Name === DEFAULT_BUS) throw new InvalidInput(`Cannot delete event bus ${DEFAULT_BUS}.`)
    await deleteBusWithoutRules(config, busKey(scope, Name))
    return undefined
  },
})
