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

/**
 * Checks one entry by itself; the first thing wrong decides, in the order source, detail type, detail.
 * Source: recorded answers of AWS; the text for a forbidden source is not recorded anywhere.
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
  if (!isObjectText(Detail))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  if (Source.startsWith('aws.') && !options.awsSources) return forbiddenSource

  const time = Time === undefined ? now : Time * 1_000
  if (!isEventTime(time)) return invalid('Time', 'Time is out of range.')
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

// On its own, before it becomes part of an envelope: a detail such as `{},"account":"1"` would
// otherwise close the envelope's member and open another.
function isObjectText(text: string): boolean {
  return scanEvent(text).ok
}
