import { InvalidInput } from '../../domain/faults.ts'
import type { Tags } from '../../domain/tags.ts'

export type WireTag = { readonly Key: string; readonly Value: string }

const MAX_TAGS = 50

/** @throws InvalidInput for a repeated key, a reserved one, or too many. */
export function parseTags(given: readonly WireTag[]): Tags {
  if (new Set(given.map(({ Key }) => Key)).size < given.length) {
    throw new InvalidInput('Invalid parameter: Duplicated keys are not allowed.')
  }
  if (given.some(({ Key }) => isReserved(Key))) {
    throw new InvalidInput(
      'Invalid parameter: aws: prefixed tag key names are not allowed for external use.',
    )
  }
  return checkCount(given.map(({ Key, Value }) => ({ key: Key, value: Value })))
}

/** A known key keeps its place and gets the new value. */
export function withTags(tags: Tags, added: Tags): Tags {
  const values = new Map(tags.map(({ key, value }) => [key, value]))
  for (const { key, value } of added) values.set(key, value)
  return checkCount([...values].map(([key, value]) => ({ key, value })))
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return tags.filter(({ key }) => !keys.includes(key))
}

export function toWireTags(tags: Tags): readonly WireTag[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }))
}

function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith('aws:')
}

function checkCount(tags: Tags): Tags {
  if (tags.length > MAX_TAGS) {
    throw new InvalidInput(`Invalid parameter: A resource can have at most ${MAX_TAGS} tags.`)
  }
  return tags
}
