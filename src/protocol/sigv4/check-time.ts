import { type Claim, toTimestamp } from './read-claim.ts'
import { incomplete, invalid, type Refusal } from './signed-request.ts'

const SECOND = 1_000
const SKEW_SECONDS = 5 * 60
/** What a presigned request may be off; and for how long one is good that does not say. */
const PRESIGNED_SECONDS = 15 * 60
const WEEK_SECONDS = 7 * 24 * 60 * 60

/** Refuses a request that was signed too long ago or too far in the future. */
export function checkTime(claim: Claim, now: number): Refusal | undefined {
  const at = parseTimestamp(claim.timestamp)
  if (at === undefined) {
    return incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${claim.timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    )
  }
  const lifetime = lifetimeOf(claim)
  if (lifetime === undefined) {
    return incomplete(
      'X-Amz-Expires must be a number of seconds from 1 to 604800. Re-examine the query-string parameters.',
    )
  }

  const oldest = now - lifetime * SECOND
  if (at < oldest) {
    return invalid(
      `Signature expired: ${claim.timestamp} is now earlier than ${toTimestamp(oldest)} ` +
        `(${toTimestamp(now)} - ${spelled(lifetime)}.)`,
    )
  }
  const ahead = claim.form === 'query' ? PRESIGNED_SECONDS : SKEW_SECONDS
  const latest = now + ahead * SECOND
  if (at > latest) {
    return invalid(
      `Signature not yet current: ${claim.timestamp} is still later than ${toTimestamp(latest)} ` +
        `(${toTimestamp(now)} + ${spelled(ahead)}.)`,
    )
  }
  return undefined
}

function lifetimeOf({ form, expires }: Claim): number | undefined {
  if (form === 'header') return SKEW_SECONDS
  if (expires === undefined) return PRESIGNED_SECONDS
  const seconds = /^\d{1,6}$/.test(expires) ? Number(expires) : 0
  return seconds >= 1 && seconds <= WEEK_SECONDS ? seconds : undefined
}

function parseTimestamp(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? undefined : at
}

function spelled(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} sec`
}
