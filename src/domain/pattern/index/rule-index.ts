import { createLookBudget, type LookBudget } from '../combine-fields.ts'
import type { Branch as BranchPattern, Pattern } from '../pattern.ts'
import { PathTree } from '../scan/path-tree.ts'
import { Reached } from './access/reached.ts'
import type { Branch, FieldTest, RuleEntry, Shelf, ShelvesBehind } from './branch.ts'
import { Filing } from './filing.ts'
import { IndexedField } from './indexed-field.ts'
import { OUTCOME } from './outcome.ts'
import { outcomeOf, verifyBranch } from './verify-branch.ts'

/** The patterns of a bus's rules, kept so that the rules an event matches are found without asking all. */
export class RuleIndex<Rule> {
  /** The paths that the patterns name; an event is read along it. */
  readonly tree = new PathTree<IndexedField>()
  readonly #fields = new Map<string, IndexedField>()
  readonly #filing = new Filing(this.#fields)
  readonly #reached = new Reached()
  readonly #judged: FieldTest[] = []
  #budget: LookBudget | undefined
  readonly #budgetOfEvent = () => {
    this.#budget ??= createLookBudget(countValues(this.tree))
    return this.#budget
  }
  readonly #matched: RuleEntry<Rule>[] = []

  add(rule: Rule, pattern: Pattern): RuleEntry<Rule> {
    const branches: Branch[] = []
    const entry = { rule, branches, isMatched: false }
    for (const fields of pattern.branches) {
      const tests = this.#acquireTests(fields, pattern.hasEmptyStep)
      const branch: Branch = { entry, tests, shelf: this.#filing.always, place: 0 }
      this.#filing.file(branch)
      branches.push(branch)
    }
    return entry
  }

  remove(entry: RuleEntry<Rule>): void {
    for (const branch of entry.branches) {
      this.#filing.unfile(branch)
      for (const test of branch.tests) this.#release(test)
    }
  }

  /** The rules that match the event whose values are in the tree, in no particular order. */
  matching(): Rule[] {
    for (const { field, first } of this.tree.nodesWithValues) {
      if (first !== undefined) field?.access.reach(first, this.#reached)
    }
    this.#look(this.#filing.always)
    for (const test of this.#reached.tests) this.#look(test.shelf)
    const rules = this.#matched.map(({ rule }) => rule)
    this.#forget()
    return rules
  }

  #look({ branches, firstTests, behind }: Shelf): void {
    const judged = this.#judged
    for (let index = 0; index < branches.length; index += 1) {
      const test = firstTests[index]
      if (test === undefined || outcomeOf(test, judged) === OUTCOME.unsatisfied) continue
      const branch = branches[index]
      if (
        branch === undefined ||
        branch.entry.isMatched ||
        !verifyBranch(branch, judged, this.#budgetOfEvent)
      )
        continue
      branch.entry.isMatched = true
      this.#matched.push(branch.entry as RuleEntry<Rule>)
    }
    if (behind !== undefined) this.#lookBehind(behind)
  }

  /** Looks for open shelves among those that are there, or among those that may be: whichever is less. */
  #lookBehind({ shelves, fields }: ShelvesBehind): void {
    let open = 0
    for (const { reached } of fields) open += reached.length
    if (open > shelves.size) {
      for (const [opener, shelf] of shelves) if (opener.isReached) this.#look(shelf)
      return
    }
    for (const { reached } of fields) {
      for (const opener of reached) {
        const shelf = shelves.get(opener)
        if (shelf !== undefined) this.#look(shelf)
      }
    }
  }

  #forget(): void {
    for (const test of this.#judged) {
      test.outcome = OUTCOME.unknown
      test.elements = undefined
      test.found = undefined
    }
    for (const entry of this.#matched) entry.isMatched = false
    this.#judged.length = 0
    this.#matched.length = 0
    this.#reached.clear()
    this.#budget = undefined
  }

  #acquireTests(fields: BranchPattern, seesEmptySteps: boolean): readonly FieldTest[] {
    return fields.map(({ path, anyOf }) => this.#fieldAt(path).acquire({ anyOf, seesEmptySteps }))
  }

  #fieldAt(path: string): IndexedField {
    const known = this.#fields.get(path)
    if (known !== undefined) return known
    const node = this.tree.grow(path)
    const field = new IndexedField(path, node)
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

function countValues({ nodesWithValues }: PathTree<IndexedField>): number {
  let count = 0
  for (const { first } of nodesWithValues) {
    for (let value = first; value !== undefined; value = value.next) count += 1
  }
  return count
}
