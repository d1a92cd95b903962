import type { Predicate } from '../pattern.ts'
import type { FieldTest } from './field-test.ts'
import { IntegerList } from './integer-list.ts'

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
  /** By the number of a guard, the shelf that opened it for the event at hand; 0 if none did. */
  opener = new Int32Array(FIRST_CAPACITY)
  #size = 1
  readonly #free: number[] = []
  readonly #opened = new IntegerList()
  /** Where several shelves opened one: the others. */
  readonly #moreOpeners = new Map<number, number[]>()

  constructor() {
    this.opener[0] = 1
  }

  /** Gives the test a number. */
  add(test: FieldTest): void {
    const known = this.#free.pop()
    test.guard = known ?? this.#size
    if (known === undefined) this.#size += 1
    if (this.#size <= this.opener.length) return
    const { opener } = this
    this.opener = new Int32Array(opener.length * 2)
    this.opener.set(opener)
  }

  remove(test: FieldTest): void {
    this.#free.push(test.guard)
    test.guard = 0
  }

  open(guard: number, shelf: number): void {
    const opener = this.opener[guard]
    if (opener === 0) {
      this.opener[guard] = shelf
      this.#opened.push(guard)
    } else if (opener !== shelf) {
      const more = this.#moreOpeners.get(guard)
      if (more === undefined) this.#moreOpeners.set(guard, [shelf])
      else if (more.at(-1) !== shelf) more.push(shelf)
    }
  }

  isOpen(guard: number): boolean {
    return this.opener[guard] !== 0
  }

  /** All shelves that opened it. */
  openersOf(guard: number): readonly number[] {
    const opener = this.opener[guard] ?? 0
    return opener === 0 ? [] : [opener, ...(this.#moreOpeners.get(guard) ?? [])]
  }

  closeAll(): void {
    const { items, length } = this.#opened
    for (let index = 0; index < length; index += 1) this.opener[items[index] as number] = 0
    this.#opened.clear()
    if (this.#moreOpeners.size > 0) this.#moreOpeners.clear()
  }
}
