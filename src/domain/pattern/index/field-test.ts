import type { Predicate } from '../pattern.ts'
import type { ScannedValue } from '../scan/scanned-value.ts'
import type { Finding } from './finding.ts'

/** What a field has for the event at hand. */
export type FieldAtHand = {
  readonly path: string
  readonly node: { readonly first: ScannedValue | undefined }
}

export type TestedField = Pick<FieldTest, 'anyOf' | 'seesEmptySteps'>

/** For all that nobody waits for. */
const NOBODY: number[] = []
const FIRST_LIMIT = 4

/** A field pattern, held once for all branches that have it. */
export class FieldTest {
  readonly field: FieldAtHand
  readonly anyOf: readonly Predicate[]
  /** See `Pattern.hasEmptyStep`. */
  readonly seesEmptySteps: boolean
  readonly mayBeAbsent: boolean
  /** Of a test that asks for one string only, as most do, that string. */
  readonly onlyText: string | undefined
  /** The same for equal tests of the field. */
  readonly key: string
  /** How many branches have it. */
  users = 0
  /** The ids of the branches that wait on its shelves. */
  waiting = NOBODY
  /** When so many wait, it is time to look for better places for them. */
  limit = FIRST_LIMIT
  /** Its number as a guard; 0 if it is none. */
  guard = 0
  /** How many branches it is a guard of. */
  guarded = 0
  /** What has been found out about it for the event at hand. */
  finding: Finding | undefined

  constructor(field: FieldAtHand, key: string, { anyOf, seesEmptySteps }: TestedField) {
    this.field = field
    this.key = key
    this.anyOf = anyOf
    this.seesEmptySteps = seesEmptySteps
    this.mayBeAbsent = anyOf.some(({ is }) => is === 'absent')
    const [first] = anyOf
    this.onlyText = anyOf.length === 1 && first?.is === 'string' ? first.text : undefined
  }
}
