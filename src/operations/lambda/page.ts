import { InvalidInput } from '../../domain/faults.ts'
import { integer, string } from '../schema.ts'

/** However many the caller asks for. */
export const LARGEST_PAGE = 50

/** The members of every operation that lists. */
export const pageMembers = {
  Marker: string(),
  MaxItems: integer({ min: 1, max: 10_000 }),
}

/** The place to go on after, so that a marker outlives a restart and every change of the list. */
export function toMarker(place: string): string {
  return Buffer.from(place).toString('base64url')
}

/** @throws InvalidInput when the marker is none that a page gave. */
export function parseMarker(marker: string | undefined): string | undefined {
  // Some clients send an empty marker for the first page.
  if (!marker) return undefined
  const place = Buffer.from(marker, 'base64url').toString()
  if (toMarker(place) !== marker) throw new InvalidInput('The provided Marker is not valid.')
  return place
}
