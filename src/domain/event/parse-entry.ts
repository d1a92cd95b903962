import { scanEvent } from '../pattern/scan-event.ts'
import type { Millis } from '../scope.ts'
import { isEventTime } from './envelope.ts'

/** What a PutEvents entry says, before it is an event. */
export type EntryFields = {
  readonly Time?: number
  readonly Source?: string
  readonly Resources?: readonly string[]
  readonly DetailType?: string
  readonly Detail?: string
}

export type ParsedEntry = {
  readonly source: string
  readonly detailType: string
  readonly detail: string
  readonly resources: readonly string[]
  readonly time: Millis
}

export type EntryError = { readonly ErrorCode: string; readonly ErrorMessage: string }

export const malformedDetail: EntryError = {
  ErrorCode: 'MalformedDetail',
  ErrorMessage: 'Detail is malformed.',
}

/**
 * Checks one entry by itself; the first thing wrong decides, in the order source, detail type, detail.
 * Source: recorded answers of AWS; the text for a forbidden source is not recorded anywhere.
 *
 * Whether the detail of a good entry is a JSON object is found out when it is matched, since that
 * reads it anyway: who takes the result is to answer `malformedDetail` where it is not.
 *
 * @param options.awsSources - whether sources that begin with `aws.` may be sent by anybody.
 */
export function parseEntry(
  entry: EntryFields,
  now: Millis,
  options: { readonly awsSources: boolean },
): ParsedEntry | EntryError {
  const { Source, DetailType, Detail, Resources = [], Time } = entry
  if (!Source) return missing('Source')
  if (!DetailType) return missing('DetailType')
  if (!Detail) return missing('Detail')
  if (Source.startsWith('aws.') && !options.awsSources) return behindDetail(Detail, forbiddenSource)

  const time = Time === undefined ? now : Time * 1_000
  if (!isEventTime(time)) return behindDetail(Detail, invalid('Time', 'Time is out of range.'))
  return { source: Source, detailType: DetailType, detail: Detail, resources: Resources, time }
}

const forbiddenSource: EntryError = {
  ErrorCode: 'NotAuthorizedForSourceException',
  ErrorMessage: 'Not authorized for the source.',
}

function missing(member: string): EntryError {
  return invalid(member, `${member} is a required argument.`)
}

function invalid(member: string, reason: string): EntryError {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${member} is not valid. Reason: ${reason}`,
  }
}

/** An error that only counts if the detail is good. */
function behindDetail(detail: string, error: EntryError): EntryError {
  return scanEvent(detail).ok ? error : malformedDetail
}
