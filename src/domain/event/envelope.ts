import { jsonString } from '../json-string.ts'
import type { Millis } from '../scope.ts'

export type EnvelopeFields = {
  readonly id: string
  readonly detailType: string
  readonly source: string
  readonly account: string
  readonly region: string
  readonly time: Millis
  readonly resources: readonly string[]
  /** JSON text of an object, already checked to be one. */
  readonly detail: string
}

const opening = (id: string) => `{"version":"0","id":${jsonString(id)},`

/**
 * The event as targets get it: AWS's member order, compact, with the producer's `detail` as it was sent,
 * byte for byte.
 */
export function envelopeText(event: EnvelopeFields): string {
  return (
    `${opening(event.id)}"detail-type":${jsonString(event.detailType)},` +
    `"source":${jsonString(event.source)},"account":"${event.account}",` +
    `"time":"${eventTime(event.time)}","region":"${event.region}",` +
    `"resources":${resourcesText(event.resources)},"detail":${event.detail}}`
  )
}

function resourcesText(resources: readonly string[]): string {
  return resources.length === 0 ? '[]' : JSON.stringify(resources)
}

/** The same event under another id; crossing into another region gives it one. */
export function withEventId(text: string, from: string, to: string): string {
  return opening(to) + text.slice(opening(from).length)
}

/** Events come many in a second, and most of them are of this one. */
let latest = { second: Number.NaN, text: '' }

/** UTC to the second: AWS cuts the fraction off. */
export function eventTime(at: Millis): string {
  const second = Math.floor(at / 1_000)
  if (second !== latest.second) {
    latest = { second, text: `${new Date(at).toISOString().slice(0, 19)}Z` }
  }
  return latest.text
}

const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** Whether an event can carry this time: years 1 to 9999, so that it has the usual form. */
export function isEventTime(at: Millis): boolean {
  return at >= FIRST && at <= LAST
}
