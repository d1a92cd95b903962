import type { StringPredicate } from '../../pattern.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { AffixTable } from './affix-table.ts'
import { FoldedAccess } from './folded-access.ts'
import { WildcardAccess } from './wildcard-access.ts'

/** The shelves of one field that strings lead to, other than by being equal to something. */
export class StringAccess {
  readonly #shelves: Shelves
  readonly #starts: AffixTable
  readonly #ends: AffixTable
  #wildcards: WildcardAccess | undefined
  #folded: FoldedAccess | undefined

  constructor(shelves: Shelves) {
    this.#shelves = shelves
    this.#starts = new AffixTable('start', shelves)
    this.#ends = new AffixTable('end', shelves)
  }

  reach(value: ScannedValue, hits: Hits): void {
    value.readBytes()
    if (!this.#starts.isEmpty) this.#starts.reach(value, value, hits)
    if (!this.#ends.isEmpty) this.#ends.reach(value, value, hits)
    this.#wildcards?.reach(value, hits)
    this.#folded?.reach(value, hits)
  }

  change(
    change: 'add' | 'remove',
    predicate: Exclude<StringPredicate, { is: 'string' }>,
    waiting: Waiting,
  ): void {
    switch (predicate.is) {
      case 'prefix':
        this.#starts[change](predicate.text, waiting)
        break
      case 'suffix':
        this.#ends[change](predicate.text, waiting)
        break
      case 'wildcard':
        this.#wildcards ??= new WildcardAccess(this.#starts, this.#ends, this.#shelves)
        this.#wildcards[change](predicate, waiting)
        break
      default:
        this.#folded ??= new FoldedAccess(this.#shelves)
        this.#folded.change(change, predicate, waiting)
    }
  }
}
