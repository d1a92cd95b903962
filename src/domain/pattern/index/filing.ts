import { type Branch, type FieldTest, Shelf } from './branch.ts'
import type { IndexedField } from './indexed-field.ts'
import { isEquality, likelihood } from './likelihood.ts'

/** Another shelf must be so many times better before a branch moves there. */
const WORTH_MOVING = 2

/** A test that more events than this may satisfy opens no shelf behind another. */
const LIKELIEST_OPENER = 0.5

const MANY_USERS = 16
const COST_OF_JUDGING = 10

/** Keeps each branch on a shelf that few events open, behind those of its tests that are least likely reached. */
export class Filing {
  /** Branches that an event may satisfy without having any of their fields. */
  readonly always = new Shelf(undefined, undefined)
  readonly #fields: ReadonlyMap<string, IndexedField>

  constructor(fields: ReadonlyMap<string, IndexedField>) {
    this.#fields = fields
  }

  file(branch: Branch): void {
    const shelf = this.#behind(branch, this.#bestRoot(branch))
    this.#put(branch, shelf)
    const crowded = [shelf]
    for (const next of crowded) if (next.branches.length > next.limit) this.#tidy(next, crowded)
  }

  unfile(branch: Branch): void {
    const { shelf } = branch
    shelf.remove(branch)
    this.#close(shelf)
  }

  /**
   * What was a good place for a branch may be a crowded one by now.
   *
   * @param crowded - gets the shelves that may be that now.
   */
  #tidy(shelf: Shelf, crowded: Shelf[]): void {
    for (const branch of [...shelf.branches]) {
      const better = this.#betterShelf(branch, shelf)
      if (better === undefined) continue
      this.#put(branch, better, shelf)
      if (better.branches.length > better.limit) crowded.push(better)
    }
    this.#close(shelf)
    shelf.limit = Math.max(shelf.limit, shelf.branches.length * 2)
  }

  #betterShelf(branch: Branch, shelf: Shelf): Shelf | undefined {
    const root = rootOf(shelf)
    const other = this.#bestRoot(branch)
    const isWorthIt = this.#cost(branch, other) * WORTH_MOVING < this.#cost(branch, root)
    if (other !== root && isWorthIt) return this.#behind(branch, other)
    const opener = this.#nextOpener(branch, shelf)
    return opener && shelf.grow(opener)
  }

  #put(branch: Branch, shelf: Shelf, before?: Shelf): void {
    before?.remove(branch)
    if (shelf.isEmpty) this.#open(shelf)
    branch.tests = this.#sorted(branch.tests, shelf)
    const [firstTest] = branch.tests
    if (firstTest !== undefined) shelf.add(branch, firstTest)
  }

  #open({ opener }: Shelf): void {
    if (opener === undefined) return
    opener.opens += 1
    if (opener.opens === 1) this.#fieldOf(opener).access.add(opener)
  }

  /** Shelves that hold nothing any more are opened no more. */
  #close(shelf: Shelf): void {
    const { opener, parent } = shelf
    if (opener === undefined || !shelf.isEmpty) return
    opener.opens -= 1
    if (opener.opens === 0) this.#fieldOf(opener).access.remove(opener)
    if (parent === undefined) return
    parent.prune(opener)
    this.#close(parent)
  }

  #bestRoot(branch: Branch): Shelf {
    let best: Shelf = this.always
    let lowest = Number.POSITIVE_INFINITY
    for (const test of branch.tests) {
      const cost = test.mayBeAbsent ? Number.POSITIVE_INFINITY : this.#cost(branch, test.shelf)
      if (cost >= lowest) continue
      best = test.shelf
      lowest = cost
    }
    return best
  }

  /** Where shelves are behind a shelf, it is divided, and goes on to be. */
  #behind(branch: Branch, shelf: Shelf): Shelf {
    if (shelf.behind === undefined) return shelf
    const opener = this.#nextOpener(branch, shelf)
    return opener === undefined ? shelf : this.#behind(branch, shelf.grow(opener))
  }

  /** The least likely of the other tests, where it makes a difference. */
  #nextOpener({ tests }: Branch, shelf: Shelf): FieldTest | undefined {
    let best: FieldTest | undefined
    let lowest = LIKELIEST_OPENER
    for (const test of tests) {
      if (test.mayBeAbsent || !isEquality(test.anyOf) || shelf.isOpenedBy(test)) continue
      const likely = this.#likelihood(test)
      if (likely >= lowest) continue
      best = test
      lowest = likely
    }
    return best
  }

  /** How many branches an event has to look at for the branch's being there. */
  #cost(branch: Branch, shelf: Shelf): number {
    if (shelf.opener === undefined) return Number.POSITIVE_INFINITY
    const likely = this.#likelihood(shelf.opener)
    if (shelf.behind === undefined) return likely * (1 + shelf.branches.length)
    const opener = this.#nextOpener(branch, shelf)
    if (opener === undefined) return likely * (1 + shelf.branches.length)
    const inner = shelf.behind.shelves.get(opener)?.branches.length ?? 0
    return likely * this.#likelihood(opener) * (1 + inner)
  }

  /**
   * Cheap tests that often fail go first. Those that many branches have are cheap, since their
   * outcome is likely known; those that open the shelf go last, since they are likely satisfied.
   */
  #sorted(tests: readonly FieldTest[], shelf: Shelf): readonly FieldTest[] {
    if (tests.length === 1) return tests
    const weight = (test: FieldTest) => {
      if (shelf.isOpenedBy(test)) return Number.POSITIVE_INFINITY
      const cost = test.users < MANY_USERS ? COST_OF_JUDGING : 1
      return cost / (1.01 - this.#likelihood(test))
    }
    const weights = new Map(tests.map((test) => [test, weight(test)]))
    const weightOf = (test: FieldTest) => weights.get(test) ?? 0
    return [...tests].sort((left, right) => (weightOf(left) < weightOf(right) ? -1 : 1))
  }

  #likelihood(test: FieldTest): number {
    return likelihood(test.anyOf, this.#fieldOf(test).variety)
  }

  #fieldOf({ field: { path } }: FieldTest): IndexedField {
    const field = this.#fields.get(path)
    if (field === undefined) throw new Error(`no pattern names ${path}`)
    return field
  }
}

function rootOf(shelf: Shelf): Shelf {
  return shelf.parent === undefined ? shelf : rootOf(shelf.parent)
}
