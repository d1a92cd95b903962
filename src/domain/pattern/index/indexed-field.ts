import type { PathNode } from '../scan/path-tree.ts'
import { FieldAccess } from './access/field-access.ts'
import { FieldTest, type TestedField } from './branch.ts'
import { testKey } from './test-key.ts'

/** A field that patterns of the bus name, with all tests of it. */
export class IndexedField {
  readonly path: string
  readonly node: PathNode<IndexedField>
  /** Leads to tests with branches on their shelf. */
  readonly access = new FieldAccess()
  readonly #tests = new Map<string, FieldTest>()

  constructor(path: string, node: PathNode<IndexedField>) {
    this.path = path
    this.node = node
  }

  get tests(): number {
    return this.#tests.size
  }

  /** The test for one more branch, which is the same object for equal tests. */
  acquire(tested: TestedField): FieldTest {
    const key = testKey(tested)
    const test = this.#tests.get(key) ?? new FieldTest(this.path, this.node, key, tested)
    if (test.users === 0) this.#tests.set(key, test)
    test.users += 1
    return test
  }

  release(test: FieldTest): void {
    test.users -= 1
    if (test.users === 0) this.#tests.delete(test.key)
  }
}
