import { type Branch, FieldTest, Shelf } from './branch.ts'
import type { IndexedField } from './indexed-field.ts'
import { likelihood } from './likelihood.ts'

/** Another shelf must be so many times better before a branch moves there. */
const WORTH_MOVING = 2

const MANY_USERS = 16
const COST_OF_JUDGING = 10

/** Keeps each branch on the shelf of that test of it which the fewest events are likely to reach. */
export class Filing {
  /** Branches that an event may satisfy without having any of their fields. */
  readonly always = new Shelf()
  readonly #fields: ReadonlyMap<string, IndexedField>

  constructor(fields: ReadonlyMap<string, IndexedField>) {
    this.#fields = fields
  }

  file(branch: Branch): void {
    const shelf = this.#bestShelf(branch)
    this.#put(branch, shelf)
    if (shelf.branches.length > shelf.limit) this.#tidy(shelf)
  }

  unfile(branch: Branch): void {
    const { shelf } = branch
    shelf.remove(branch)
    if (shelf instanceof FieldTest && shelf.branches.length === 0) {
      this.#fieldOf(shelf).access.remove(shelf)
      shelf.isFiled = false
    }
  }

  /** What was a good place for a branch may be a crowded one by now. */
  #tidy(shelf: Shelf): void {
    for (const branch of [...shelf.branches]) {
      const better = this.#bestShelf(branch)
      if (this.#cost(better) * WORTH_MOVING >= this.#cost(shelf)) continue
      this.unfile(branch)
      this.#put(branch, better)
    }
    shelf.limit = Math.max(shelf.limit, shelf.branches.length * 2)
  }

  #put(branch: Branch, shelf: Shelf): void {
    if (shelf instanceof FieldTest && shelf.branches.length === 0) {
      this.#fieldOf(shelf).access.add(shelf)
      shelf.isFiled = true
    }
    branch.tests = this.#sorted(branch.tests, shelf)
    const [firstTest] = branch.tests
    if (firstTest !== undefined) shelf.add(branch, firstTest)
  }

  #bestShelf({ tests }: Branch): Shelf {
    let best: Shelf = this.always
    let lowest = Number.POSITIVE_INFINITY
    for (const test of tests) {
      const cost = test.mayBeAbsent ? Number.POSITIVE_INFINITY : this.#cost(test)
      if (cost >= lowest) continue
      best = test
      lowest = cost
    }
    return best
  }

  #cost(shelf: Shelf): number {
    if (!(shelf instanceof FieldTest)) return Number.POSITIVE_INFINITY
    return this.#likelihood(shelf) * (1 + shelf.branches.length)
  }

  /**
   * Cheap tests that often fail go first. Those that many branches have are cheap, since their
   * outcome is likely known; the test of the shelf goes last, since it is likely satisfied.
   */
  #sorted(tests: readonly FieldTest[], shelf: Shelf): readonly FieldTest[] {
    if (tests.length === 1) return tests
    const weight = (test: FieldTest) => {
      if (test === shelf) return Number.POSITIVE_INFINITY
      const cost = test.users < MANY_USERS ? COST_OF_JUDGING : 1
      return cost / (1.01 - this.#likelihood(test))
    }
    return [...tests].sort((left, right) => weight(left) - weight(right))
  }

  #likelihood(test: FieldTest): number {
    return likelihood(test.anyOf, this.#fieldOf(test).variety)
  }

  #fieldOf({ path }: FieldTest): IndexedField {
    const field = this.#fields.get(path)
    if (field === undefined) throw new Error(`no pattern names ${path}`)
    return field
  }
}
