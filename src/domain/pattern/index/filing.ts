import { type Branch, toWaiting } from './branch.ts'
import type { FieldTest } from './field-test.ts'
import { type Guards, isGuardPredicate } from './guards.ts'
import type { IndexedField } from './indexed-field.ts'
import { GUARD_BITS, type Shelves } from './shelves.ts'

/** Another home must be so many times better before a branch moves there. */
const WORTH_MOVING = 2

/** What it costs to get to a shelf, and to verify a branch, where to look at one's guards costs 1. */
const COST_OF_SHELF = 16
const COST_OF_BRANCH = 100

/** A test that more events than this may satisfy is not worth asking first. */
const LIKELIEST_GUARD = 0.5
const MOST_GUARDS = 2
/** The bits of guards that are likelier would be open for most events, and with them those that share them. */
const LIKELIEST_WITH_BIT = 1 / GUARD_BITS

const MANY_USERS = 16
const COST_OF_JUDGING = 10

/** Puts each branch on the shelves of that of its tests that is least likely satisfied, under guard of others. */
export class Filing {
  /** The shelf of branches that an event may satisfy without having any of their fields. */
  always = 0
  readonly #fields: ReadonlyMap<string, IndexedField>
  readonly #shelves: Shelves
  readonly #guards: Guards
  /** By id. */
  readonly #branches: readonly (Branch | undefined)[]

  constructor(
    fields: ReadonlyMap<string, IndexedField>,
    shelves: Shelves,
    guards: Guards,
    branches: readonly (Branch | undefined)[],
  ) {
    this.#fields = fields
    this.#shelves = shelves
    this.#guards = guards
    this.#branches = branches
  }

  file(branch: Branch): void {
    const home = this.#bestHome(branch)
    this.#put(branch, home)
    if (home !== undefined && home.waiting.length > home.limit) this.#tidy(home)
  }

  unfile(branch: Branch): void {
    this.#take(branch)
  }

  /** What was a good place for a branch may be a bad one by now: more is known of its fields. */
  #tidy(crowded: FieldTest): void {
    for (const id of [...crowded.waiting]) {
      const branch = this.#branches[id]
      if (branch === undefined) continue
      const better = this.#bestHome(branch)
      if (better === undefined || better === crowded) continue
      if (this.#cost(branch, better) * WORTH_MOVING >= this.#cost(branch, crowded)) continue
      this.#take(branch)
      this.#put(branch, better)
    }
    crowded.limit = Math.max(crowded.limit, crowded.waiting.length * 2)
  }

  #put(branch: Branch, home: FieldTest | undefined): void {
    branch.guards = this.#chooseGuards(branch, home)
    for (const guard of branch.guards) this.#appoint(guard)
    branch.tests = this.#sorted(branch.tests, branch.guards, home)
    branch.home = home
    if (home === undefined) {
      this.always = this.#shelves.add(this.always, toWaiting(branch))
      return
    }
    branch.place = home.waiting.length
    // `push` would make room for many more; most homes are those of one.
    if (branch.place === 0) home.waiting = [branch.id]
    else home.waiting.push(branch.id)
    this.#fieldOf(home).access.change('add', home, toWaiting(branch))
  }

  #take(branch: Branch): void {
    const { home, place } = branch
    if (home === undefined) {
      this.always = this.#shelves.remove(this.always, branch.id)
    } else {
      this.#fieldOf(home).access.change('remove', home, toWaiting(branch))
      this.#leave(home.waiting, place)
    }
    for (const guard of branch.guards) this.#dismiss(guard)
  }

  #leave(waiting: number[], place: number): void {
    const last = waiting.pop()
    if (last === undefined || place === waiting.length) return
    waiting[place] = last
    const moved = this.#branches[last]
    if (moved !== undefined) moved.place = place
  }

  #appoint(test: FieldTest): void {
    test.guarded += 1
    if (test.guarded === 1) {
      this.#guards.add(test)
      this.#fieldOf(test).access.changeGuard('add', test)
    }
    // Rules come one by one, and a field gets varied as they do.
    if (this.#likelihood(test) < LIKELIEST_WITH_BIT) this.#shelves.giveBit(test.guard)
  }

  #dismiss(test: FieldTest): void {
    test.guarded -= 1
    if (test.guarded > 0) return
    this.#fieldOf(test).access.changeGuard('remove', test)
    this.#guards.remove(test)
  }

  #bestHome(branch: Branch): FieldTest | undefined {
    let best: FieldTest | undefined
    let lowest = Number.POSITIVE_INFINITY
    for (const test of branch.tests) {
      const cost = test.mayBeAbsent ? Number.POSITIVE_INFINITY : this.#cost(branch, test)
      if (cost >= lowest) continue
      best = test
      lowest = cost
    }
    return best
  }

  /**
   * What an event has to pay for the branch's waiting there. The ways to shelves and guards are shared with all
   * that have the same test: if not now, then when those do likewise.
   */
  #cost(branch: Branch, home: FieldTest): number {
    const likely = this.#likelihood(home)
    let areOpen = likely
    let ways = (likely * COST_OF_SHELF) / home.users
    for (const guard of this.#chooseGuards(branch, home)) {
      const isOpen = this.#likelihood(guard)
      areOpen *= isOpen
      ways += (isOpen * COST_OF_SHELF) / guard.users
    }
    return ways + likely + areOpen * COST_OF_BRANCH
  }

  /** The least likely of the other tests, that least likely first. */
  #chooseGuards({ tests }: Branch, home: FieldTest | undefined): readonly FieldTest[] {
    const candidates = tests
      .filter((test) => test !== home && test.anyOf.every(isGuardPredicate))
      .map((test) => ({ test, likely: this.#likelihood(test) }))
      .filter(({ likely }) => likely < LIKELIEST_GUARD)
    if (candidates.length > 1) candidates.sort((left, right) => left.likely - right.likely)
    return candidates.slice(0, MOST_GUARDS).map(({ test }) => test)
  }

  /**
   * Cheap tests that often fail go first. Those that many branches have are cheap, since their
   * outcome is likely known; guards and the home go last, since they are likely satisfied.
   */
  #sorted(
    tests: readonly FieldTest[],
    guards: readonly FieldTest[],
    home: FieldTest | undefined,
  ): readonly FieldTest[] {
    if (tests.length === 1) return tests
    const weigh = (test: FieldTest) => {
      if (test === home || guards.includes(test)) return Number.POSITIVE_INFINITY
      const cost = test.users < MANY_USERS ? COST_OF_JUDGING : 1
      return cost / (1.01 - this.#likelihood(test))
    }
    const weighed = tests.map((test) => ({ test, weight: weigh(test) }))
    weighed.sort((left, right) => (left.weight < right.weight ? -1 : 1))
    return weighed.map(({ test }) => test)
  }

  #likelihood(test: FieldTest): number {
    return this.#fieldOf(test).likelihood(test)
  }

  #fieldOf({ field: { path } }: FieldTest): IndexedField {
    const field = this.#fields.get(path)
    if (field === undefined) throw new Error(`no pattern names ${path}`)
    return field
  }
}
