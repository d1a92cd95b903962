import { createLookBudget, type LookBudget } from '../combine-fields.ts'
import type { Branch as BranchPattern, Pattern } from '../pattern.ts'
import { PathTree } from '../scan/path-tree.ts'
import type { Branch, RuleEntry } from './branch.ts'
import type { FieldTest } from './field-test.ts'
import { Filing } from './filing.ts'
import { Findings } from './findings.ts'
import { Guards } from './guards.ts'
import { EVERYWHERE, Hits } from './hits.ts'
import { IndexedField } from './indexed-field.ts'
import { IntegerList } from './integer-list.ts'
import { HEADER, PLACE, Shelves } from './shelves.ts'
import { verifyBranch } from './verify-branch.ts'

/** The patterns of a bus's rules, kept so that the rules an event matches are found without asking all. */
export class RuleIndex<Rule> {
  /** The paths that the patterns name; an event is read along it. */
  readonly tree = new PathTree<IndexedField>()
  readonly #fields = new Map<string, IndexedField>()
  readonly #shelves = new Shelves()
  readonly #guards = new Guards(this.#shelves)
  /** By id. */
  readonly #branches: (Branch | undefined)[] = []
  readonly #freeIds: number[] = []
  readonly #filing = new Filing(this.#fields, this.#shelves, this.#guards, this.#branches)

  // What follows is of the event at hand.
  readonly #hits = new Hits(this.#shelves)
  readonly #findings = new Findings(this.#hits, this.#guards)
  /** The ids of branches that are worth looking at. */
  readonly #candidates = new IntegerList()
  readonly #matched: RuleEntry<Rule>[] = []
  #budget: LookBudget | undefined
  readonly #budgetOfEvent = () => {
    this.#budget ??= createLookBudget(countValues(this.tree))
    return this.#budget
  }

  /** How many things are kept on shelves: a few for each rule, and none where there is no rule. */
  get size(): number {
    return this.#shelves.size
  }

  add(rule: Rule, pattern: Pattern): RuleEntry<Rule> {
    const branches: Branch[] = []
    const entry = { rule, branches, isMatched: false }
    for (const fields of pattern.branches) {
      const tests = this.#acquireTests(fields, pattern.hasEmptyStep)
      const id = this.#freeIds.pop() ?? this.#branches.length
      const branch: Branch = { entry, id, tests, home: undefined, place: 0, guards: [] }
      this.#branches[id] = branch
      this.#filing.file(branch)
      branches.push(branch)
    }
    return entry
  }

  remove(entry: RuleEntry<Rule>): void {
    for (const branch of entry.branches) {
      this.#filing.unfile(branch)
      for (const test of branch.tests) this.#release(test)
      this.#branches[branch.id] = undefined
      this.#freeIds.push(branch.id)
    }
  }

  /** The rules that match the event whose values are in the tree, in no particular order. */
  matching(): Rule[] {
    const { nodesWithValues } = this.tree
    for (const { field, first } of nodesWithValues) {
      if (first !== undefined) field?.access.openGuards(first, this.#hits)
    }
    this.#openGuards()
    for (const { field, first } of nodesWithValues) {
      if (first !== undefined) field?.access.reach(first, this.#hits)
    }
    this.#gather()
    this.#verify()
    const rules = this.#matched.map(({ rule }) => rule)
    this.#forget()
    return rules
  }

  #openGuards(): void {
    const { integers, guardBits } = this.#shelves
    const { items, length } = this.#hits.guardShelves
    for (let index = 0; index < length; index += 1) {
      const shelf = items[index] as number
      const elements = this.#hits.elementsOf(shelf)
      const end = endOf(integers, shelf)
      for (let at = shelf + HEADER; at < end; at += PLACE) {
        const guard = integers[at + 2] as number
        this.#guards.openBy(shelf, guard, elements)
        this.#hits.openGuards |= guardBits[guard] as number
      }
    }
  }

  /** Finds those on the shelves whose guards are open. */
  #gather(): void {
    const { always } = this.#filing
    if (always > 0) this.#gatherFrom(always, EVERYWHERE)
    const { items, length } = this.#hits.shelves
    for (let index = 0; index < length; index += 1) {
      const shelf = items[index] as number
      this.#gatherFrom(shelf, this.#hits.elementsOf(shelf))
    }
  }

  /** @param elements - the bits of those array elements that led to the shelf. */
  #gatherFrom(shelf: number, elements: number): void {
    const { integers } = this.#shelves
    const { open } = this.#guards
    const end = endOf(integers, shelf)
    for (let at = shelf + HEADER; at < end; at += PLACE) {
      const first = open[integers[at] as number] as number
      const both = first & (open[integers[at + 1] as number] as number)
      if (both === 0) continue
      const waiting = integers[at + 2] as number
      if (waiting >= 0 && (both & elements) === 0) continue
      const id = waiting < 0 ? ~waiting : waiting
      this.#candidates.push(id)
      const home = this.#branches[id]?.home
      // Of a guard it is known already.
      if (home !== undefined && home.guard === 0) this.#findings.addShelf(home, shelf)
    }
  }

  #verify(): void {
    const { items, length } = this.#candidates
    for (let index = 0; index < length; index += 1) {
      const branch = this.#branches[items[index] as number]
      if (branch === undefined || branch.entry.isMatched) continue
      if (!verifyBranch(branch, this.#findings, this.#budgetOfEvent)) continue
      branch.entry.isMatched = true
      this.#matched.push(branch.entry as RuleEntry<Rule>)
    }
  }

  #forget(): void {
    for (const entry of this.#matched) entry.isMatched = false
    this.#matched.length = 0
    this.#candidates.clear()
    this.#findings.clear()
    this.#guards.closeAll()
    this.#hits.clear()
    this.#budget = undefined
  }

  #acquireTests(fields: BranchPattern, seesEmptySteps: boolean): readonly FieldTest[] {
    return fields.map(({ path, anyOf }) => this.#fieldAt(path).acquire({ anyOf, seesEmptySteps }))
  }

  #fieldAt(path: string): IndexedField {
    const known = this.#fields.get(path)
    if (known !== undefined) return known
    const node = this.tree.grow(path)
    const field = new IndexedField(path, node, this.#shelves)
    node.field = field
    this.#fields.set(path, field)
    return field
  }

  #release(test: FieldTest): void {
    const field = this.#fields.get(test.field.path)
    field?.release(test)
    if (field === undefined || !field.isUnused) return
    this.#fields.delete(test.field.path)
    field.node.field = undefined
    field.node.prune()
  }
}

function endOf(integers: Int32Array, shelf: number): number {
  return shelf + HEADER + (integers[shelf] as number) * PLACE
}

function countValues({ nodesWithValues }: PathTree<IndexedField>): number {
  let count = 0
  for (const { first } of nodesWithValues) {
    for (let value = first; value !== undefined; value = value.next) count += 1
  }
  return count
}
