import { InvalidInput } from '../faults.ts'
import { matches } from './matches.ts'
import { parsePattern } from './parse/parse-pattern.ts'
import { scanEvent } from './scan-event.ts'

/** AWS does not ask for `version`, `resources` or `detail`, nor for the type of these. */
const MANDATORY_NAMES = ['id', 'account', 'source', 'time', 'region', 'detail-type']

/**
 * Decides TestEventPattern: whether the event would match the pattern. The event is judged first.
 *
 * @throws InvalidInput if the event is not a JSON object, or lacks a mandatory member.
 * @throws InvalidEventPattern
 */
export function testEventPattern(patternText: string, eventText: string): boolean {
  const scan = scanEvent(eventText)
  if (!scan.ok || !MANDATORY_NAMES.every((name) => scan.event.names.has(name))) {
    throw new InvalidInput('Parameter Event is not valid.')
  }
  return matches(parsePattern(patternText), scan.event)
}
