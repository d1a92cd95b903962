import { envelopeText } from '../event/envelope.ts'
import type { Millis, Scope } from '../scope.ts'
import type { DestinationDelivery } from './work.ts'

/** The event that an event bus gets as a destination (recorded on AWS). @param record - JSON text. */
export function destinationEventText(
  { arn, cause, condition, becomes }: DestinationDelivery,
  { account, region }: Scope,
  record: string,
  time: Millis,
): string {
  const result = condition === 'Success' ? 'Success' : 'Failure'
  return envelopeText({
    id: becomes,
    detailType: `Lambda Function Invocation Result - ${result}`,
    source: 'lambda',
    account,
    region,
    time,
    resources: [arn, cause.functionArn],
    detail: record,
  })
}
