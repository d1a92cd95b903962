import { testEventPattern as matches } from '../../domain/pattern/test-event-pattern.ts'
import { defineOperation } from '../operation.ts'
import { string, structure } from '../schema.ts'
import { eventPattern } from './fields.ts'

type TestEventPatternInput = { readonly EventPattern: string; readonly Event: string }

export const testEventPattern = defineOperation<TestEventPatternInput>({
  service: 'events',
  name: 'TestEventPattern',
  input: structure('TestEventPatternRequest', { EventPattern: eventPattern, Event: string() }, [
    'EventPattern',
    'Event',
  ]),
  async handle({ EventPattern, Event }) {
    return { Result: matches(EventPattern, Event) }
  },
})
