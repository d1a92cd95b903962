/** The members that several CloudWatch Logs operations share. */
import { boolean, integer, kept, string } from '../schema.ts'

export const logGroupName = string({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' })
/** A name or an ARN. */
export const logGroupIdentifier = string({ min: 1, max: 2_048, pattern: '[\\w#+=/:,.@-]*' })
export const logStreamName = string({ min: 1, max: 512, pattern: '[^:*]*' })
export const nextToken = string({ min: 1 })
export const describeLimit = integer({ min: 1, max: 50 })
export const eventsLimit = integer({ min: 1, max: 10_000 })
/** Milliseconds since 1970. */
export const time = integer({ min: 0 })
export const unmask = kept(boolean(), 'No data protection policy masks anything here.')
