import { InvalidEventPattern } from '../../faults.ts'
import { JsonReader } from '../json/json-reader.ts'
import { Refusal } from '../json/refusal.ts'
import { hasEmptyStep } from '../path-steps.ts'
import type { Branch, Pattern } from '../pattern.ts'
import { type DraftBranch, readBranches } from './read-branches.ts'
import { refuseComplexWildcards } from './wildcard-complexity.ts'

/**
 * Reads an event pattern.
 *
 * Behaviour and messages are those of AWS's published matcher (aws/event-ruler), which AWS's
 * recorded answers agree with. It stops reading at the pattern's closing brace, and so does this.
 *
 * @throws InvalidEventPattern - and nothing else, whatever the text.
 */
export function parsePattern(text: string): Pattern {
  try {
    return readPattern(new JsonReader(text))
  } catch (error) {
    if (error instanceof Refusal) throw new InvalidEventPattern(error.message)
    throw error
  }
}

function readPattern(reader: JsonReader): Pattern {
  if (reader.next() !== 'start-object') throw reader.refusal('Filter is not an object')
  const branches = readBranches(reader).map(toBranch)
  refuseComplexWildcards(branches)
  return { branches, hasEmptyStep: branches.flat().some(({ path }) => hasEmptyStep(path)) }
}

function toBranch(draft: DraftBranch): Branch {
  return [...draft.values()].sort((left, right) => (left.path < right.path ? -1 : 1))
}
