import type { Predicate } from '../pattern.ts'
import type { FieldTest } from './field-test.ts'
import { EVERYWHERE } from './hits.ts'
import { IntegerList } from './integer-list.ts'
import type { Shelves } from './shelves.ts'

const FIRST_CAPACITY = 64

/** What a guard may ask for: few values satisfy it, and each of them is known by its key. */
export type GuardPredicate = Extract<Predicate, { is: 'string' | 'number' | 'literal' }>

export function isGuardPredicate(predicate: Predicate): predicate is GuardPredicate {
  return predicate.is === 'string' || predicate.is === 'number' || predicate.is === 'literal'
}

/**
 * Tests that are asked before a branch is touched. They are numbered, so that whether they are open is
 * one number in a small array. A guard is open when the event at hand has a value that may satisfy
 * it; 0 is the number of a guard that is always open.
 */
export class Guards {
  /** By the number of a guard, the bits of the array elements (see `Hits`) in which it is open; 0 if it is not. */
  open = new Int32Array(FIRST_CAPACITY)
  /** By the number of an open guard, the shelf that opened it. */
  #opener = new Int32Array(FIRST_CAPACITY)
  readonly #shelves: Shelves
  #size = 1
  readonly #free: number[] = []
  readonly #opened = new IntegerList()
  /** Where several shelves opened one: the others. */
  readonly #moreOpeners = new Map<number, number[]>()

  constructor(shelves: Shelves) {
    this.#shelves = shelves
    this.open[0] = EVERYWHERE
  }

  /** Gives the test a number. */
  add(test: FieldTest): void {
    const known = this.#free.pop()
    test.guard = known ?? this.#size
    if (known === undefined) this.#size += 1
    this.#shelves.addGuard(test.guard)
    if (this.#size <= this.open.length) return
    const { open } = this
    this.open = new Int32Array(open.length * 2)
    this.open.set(open)
    this.#opener = new Int32Array(this.open.length)
  }

  remove(test: FieldTest): void {
    this.#free.push(test.guard)
    test.guard = 0
  }

  /** A shelf opens a guard, by values in the array elements with those bits. */
  openBy(shelf: number, guard: number, elements: number): void {
    const before = this.open[guard] as number
    this.open[guard] = before | elements
    if (before === 0) {
      this.#opener[guard] = shelf
      this.#opened.push(guard)
    } else if (this.#opener[guard] !== shelf) {
      const more = this.#moreOpeners.get(guard)
      if (more === undefined) this.#moreOpeners.set(guard, [shelf])
      else if (more.at(-1) !== shelf) more.push(shelf)
    }
  }

  isOpen(guard: number): boolean {
    return this.open[guard] !== 0
  }

  /** All shelves that opened it. */
  openersOf(guard: number): readonly number[] {
    if (!this.isOpen(guard)) return []
    return [this.#opener[guard] as number, ...(this.#moreOpeners.get(guard) ?? [])]
  }

  closeAll(): void {
    const { items, length } = this.#opened
    for (let index = 0; index < length; index += 1) this.open[items[index] as number] = 0
    this.#opened.clear()
    if (this.#moreOpeners.size > 0) this.#moreOpeners.clear()
  }
}
