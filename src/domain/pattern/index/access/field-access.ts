import type { Predicate } from '../../pattern.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashNumber, hashText } from '../../value/byte-hash.ts'
import type { FieldTest } from '../field-test.ts'
import { type GuardPredicate, isGuardPredicate } from '../guards.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { BlockTable } from './block-table.ts'
import { Postings } from './postings.ts'
import { RangeTree } from './range-tree.ts'
import { StringAccess } from './string-access.ts'

/**
 * Leads from the values of a field to the shelves of tests that one of them may satisfy, and to the
 * guards it may open. It may lead to more, never to fewer; those that are satisfied where the field
 * is absent are not kept here.
 */
export class FieldAccess {
  readonly #shelves: Shelves
  readonly #guards: Postings
  /** By what equal values have in common. */
  readonly #equals: Postings
  #strings: StringAccess | undefined
  #ranges: RangeTree | undefined
  #blocks: BlockTable | undefined
  /** The shelf of tests that most values satisfy, whatever they are. */
  #anyValue = 0

  constructor(shelves: Shelves) {
    this.#shelves = shelves
    this.#guards = new Postings(shelves)
    this.#equals = new Postings(shelves)
  }

  /** Guards are opened first, for all fields. */
  openGuards(first: ScannedValue, hits: Hits): void {
    if (this.#guards.isEmpty) return
    for (let value: ScannedValue | undefined = first; value !== undefined; value = value.next) {
      const shelf = this.#guards.get(value.key)
      if (shelf > 0) hits.open(shelf, value)
    }
  }

  reach(first: ScannedValue, hits: Hits): void {
    const anyValue = this.#anyValue
    const hasEquals = !this.#equals.isEmpty
    for (let value: ScannedValue | undefined = first; value !== undefined; value = value.next) {
      if (hasEquals) this.#equals.reach(value.key, value, hits)
      if (anyValue > 0) hits.reach(anyValue, value)
      if (value.is === 'string') this.#strings?.reach(value, hits)
      else if (this.#ranges !== undefined) this.#reachRanges(this.#ranges, value, hits)
      if (this.#blocks !== undefined) this.#reachBlocks(this.#blocks, value, hits)
    }
  }

  /** Puts a branch on all shelves of a test, or takes it away from there. */
  change(change: 'add' | 'remove', { anyOf }: FieldTest, waiting: Waiting): void {
    for (const predicate of anyOf) {
      if (isGuardPredicate(predicate)) this.#equals[change](keyOf(predicate), waiting)
      else this.#changeOther(change, predicate, waiting)
    }
  }

  /** Lets values open a guard, or no more. */
  changeGuard(change: 'add' | 'remove', { anyOf, guard }: FieldTest): void {
    const waiting = { id: guard, firstGuard: 0, secondGuard: 0 }
    for (const predicate of anyOf) {
      if (isGuardPredicate(predicate)) this.#guards[change](keyOf(predicate), waiting)
    }
  }

  #reachRanges(ranges: RangeTree, value: ScannedValue, hits: Hits): void {
    if (value.is === 'number' && value.value !== undefined) ranges.reach(value, value.value, hits)
  }

  #reachBlocks(blocks: BlockTable, value: ScannedValue, hits: Hits): void {
    if (blocks.isEmpty) return
    const { address } = value
    if (address !== undefined) blocks.reach(address, value, hits)
  }

  #changeOther(
    change: 'add' | 'remove',
    predicate: Exclude<Predicate, GuardPredicate>,
    waiting: Waiting,
  ): void {
    switch (predicate.is) {
      case 'range': {
        // Whether a border belongs to it is left to who looks at the test.
        const low = predicate.above?.value ?? Number.NEGATIVE_INFINITY
        const high = predicate.below?.value ?? Number.POSITIVE_INFINITY
        this.#ranges ??= new RangeTree(this.#shelves)
        this.#ranges[change](low, high, waiting)
        break
      }
      case 'address':
        this.#blocks ??= new BlockTable(this.#shelves)
        this.#blocks[change](predicate.low, predicate.high, waiting)
        break
      case 'present':
      case 'anything-but':
        this.#anyValue =
          change === 'add'
            ? this.#shelves.add(this.#anyValue, waiting)
            : this.#shelves.remove(this.#anyValue, waiting.id)
        break
      case 'absent':
        break
      default:
        this.#strings ??= new StringAccess(this.#shelves)
        this.#strings.change(change, predicate, waiting)
    }
  }
}

/** The `key` of the values that are equal. */
function keyOf(predicate: GuardPredicate): number {
  return predicate.is === 'number' && predicate.value !== undefined
    ? hashNumber(predicate.value)
    : hashText(predicate.text)
}
