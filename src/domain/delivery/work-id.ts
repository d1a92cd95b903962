import type { Millis } from '../scope.ts'

/**
 * The id of a piece of work: a UUID of version 4 by its form, which begins with the time. What is queued together
 * then lies together in every index, where random ids would touch another page each.
 *
 * @param uuid - of version 4; all but its first 48 bits are taken over.
 */
export function workId(queuedAt: Millis, uuid: string): string {
  const time = queuedAt.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8, 12)}${uuid.slice(13)}`
}
