import type { PutEventsEntry } from '../../ingest/ingest.ts'
import { defineOperation } from '../operation.ts'
import { list, refused, string, structure, timestamp } from '../schema.ts'
import { nonPartnerEventBusNameOrArn } from './fields.ts'

type PutEventsInput = { readonly Entries: readonly PutEventsEntry[] }

/** In the order in which AWS prints the members of an entry. */
const entry = {
  ...structure('PutEventsRequestEntry', {
    Time: timestamp(),
    Source: string(),
    Resources: list(string({ max: 2048 })),
    DetailType: string(),
    Detail: string(),
    EventBusName: nonPartnerEventBusNameOrArn,
    TraceHeader: string({ min: 1, max: 500 }),
  }),
  innerMembers: ['kmsKeyIdentifier', 'internalMetadata'],
}

export const putEvents = defineOperation<PutEventsInput>({
  service: 'events',
  name: 'PutEvents',
  // Entries may hold 1 MiB, and a `Detail` can double and more when JSON escapes it.
  bodyLimit: 6 * 1024 * 1024,
  isHeldBack: true,
  input: structure(
    'PutEventsRequest',
    {
      Entries: list(entry, { min: 1, max: 10 }),
      EndpointId: refused(
        string({ min: 1, max: 50, pattern: '^[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+$' }),
      ),
    },
    ['Entries'],
  ),
  async handle({ Entries }, { ingest }, { scope, traceHeader }) {
    const results = await ingest.putEvents(scope, Entries, traceHeader)
    const failed = results.filter((result) => 'ErrorCode' in result)
    return { FailedEntryCount: failed.length, Entries: results }
  },
})
