import type { PathNode } from '../scan/path-tree.ts'
import { FieldAccess } from './access/field-access.ts'
import { type FieldAtHand, FieldTest, type TestedField } from './field-test.ts'
import { isSelective, likelihood } from './likelihood.ts'
import type { Shelves } from './shelves.ts'
import { predicateKey, testKey } from './test-key.ts'

/** A field that patterns of the bus name, with all tests of it. */
export class IndexedField implements FieldAtHand {
  readonly path: string
  readonly node: PathNode<IndexedField>
  readonly access: FieldAccess
  /** How many branches ask for the field. */
  #users = 0
  readonly #tests = new Map<string, FieldTest>()
  /** How many tests have each predicate that only few values satisfy. */
  readonly #predicates = new Map<string, number>()

  constructor(path: string, node: PathNode<IndexedField>, shelves: Shelves) {
    this.path = path
    this.node = node
    this.access = new FieldAccess(shelves)
  }

  get isUnused(): boolean {
    return this.#tests.size === 0
  }

  /** How likely an event satisfies a test: as likely as a rule asks for that, if not likelier. */
  likelihood({ anyOf, users }: FieldTest): number {
    return Math.max(likelihood(anyOf, this.#predicates.size), users / (1 + this.#users))
  }

  /** The test for one more branch, which is the same object for equal tests. */
  acquire(tested: TestedField): FieldTest {
    const key = testKey(tested)
    const known = this.#tests.get(key)
    const test = known ?? new FieldTest(this, key, tested)
    test.users += 1
    this.#users += 1
    if (known === undefined) {
      this.#tests.set(key, test)
      this.#count(test, 1)
    }
    return test
  }

  release(test: FieldTest): void {
    test.users -= 1
    this.#users -= 1
    if (test.users > 0) return
    this.#tests.delete(test.key)
    this.#count(test, -1)
  }

  #count({ anyOf }: FieldTest, change: number): void {
    for (const predicate of anyOf) {
      if (!isSelective(predicate)) continue
      const key = predicateKey(predicate)
      const count = (this.#predicates.get(key) ?? 0) + change
      if (count > 0) this.#predicates.set(key, count)
      else this.#predicates.delete(key)
    }
  }
}
