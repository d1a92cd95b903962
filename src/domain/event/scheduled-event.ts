import type { Millis, Scope } from '../scope.ts'
import { envelopeText } from './envelope.ts'

/**
 * The event that a rule's schedule sends to the rule's targets.
 * Source: EventBridge User Guide, "Creating a rule that runs on a schedule"; recorded on AWS.
 */
export function scheduledEventText(
  { account, region }: Scope,
  id: string,
  ruleArn: string,
  tick: Millis,
): string {
  return envelopeText({
    id,
    detailType: 'Scheduled Event',
    source: 'aws.events',
    account,
    region,
    time: tick,
    resources: [ruleArn],
    detail: '{}',
  })
}
