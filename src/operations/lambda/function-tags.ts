import { InvalidInput } from '../../domain/faults.ts'
import type { Tags } from '../../domain/tags.ts'

const MAX_TAGS = 50

export type WireTags = Readonly<Record<string, string>>

export function toWireTags(tags: Tags): WireTags {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}

/**
 * A known key keeps its place and gets the new value.
 * @throws InvalidInput when there would be too many.
 */
export function withTags(tags: Tags, added: WireTags): Tags {
  const values = new Map(tags.map(({ key, value }) => [key, value]))
  for (const [key, value] of Object.entries(added)) values.set(key, value)
  if (values.size > MAX_TAGS) throw new InvalidInput('Number of tags exceeds resource tag limit.')
  return [...values].map(([key, value]) => ({ key, value }))
}
