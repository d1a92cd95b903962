import type { PathNode } from '../scan/path-tree.ts'
import { FieldAccess } from './access/field-access.ts'
import { FieldTest, type TestedField } from './branch.ts'
import { predicateKey, testKey } from './test-key.ts'

/** A field that patterns of the bus name, with all tests of it. */
export class IndexedField {
  readonly path: string
  readonly node: PathNode<IndexedField>
  /** Leads to tests with branches on their shelf. */
  readonly access = new FieldAccess()
  readonly #tests = new Map<string, FieldTest>()
  /** How many tests have each predicate. */
  readonly #predicates = new Map<string, number>()

  constructor(path: string, node: PathNode<IndexedField>) {
    this.path = path
    this.node = node
  }

  get isUnused(): boolean {
    return this.#tests.size === 0
  }

  /** How many different predicates there are. */
  get variety(): number {
    return this.#predicates.size
  }

  /** The test for one more branch, which is the same object for equal tests. */
  acquire(tested: TestedField): FieldTest {
    const key = testKey(tested)
    const known = this.#tests.get(key)
    const test = known ?? new FieldTest(this.path, this.node, key, tested)
    test.users += 1
    if (known === undefined) {
      this.#tests.set(key, test)
      this.#count(test, 1)
    }
    return test
  }

  release(test: FieldTest): void {
    test.users -= 1
    if (test.users > 0) return
    this.#tests.delete(test.key)
    this.#count(test, -1)
  }

  #count({ anyOf }: FieldTest, change: number): void {
    for (const predicate of anyOf) {
      const key = predicateKey(predicate)
      const count = (this.#predicates.get(key) ?? 0) + change
      if (count > 0) this.#predicates.set(key, count)
      else this.#predicates.delete(key)
    }
  }
}
