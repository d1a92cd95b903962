import type { FieldPattern, Pattern } from '../pattern.ts'
import { PathTree } from '../scan/path-tree.ts'
import { type Branch, FieldTest, type RuleEntry } from './branch.ts'
import { OUTCOME } from './outcome.ts'
import { verifyBranch } from './verify-branch.ts'

/** The patterns of a bus's rules, kept so that the rules an event matches are found without asking all. */
export class RuleIndex<Rule> {
  /** The paths that the patterns name; an event is read along it. */
  readonly tree = new PathTree()
  readonly #tests = new Map<string, FieldTest>()
  readonly #entries = new Set<RuleEntry<Rule>>()
  readonly #judged: FieldTest[] = []

  add(rule: Rule, pattern: Pattern): RuleEntry<Rule> {
    const branches: Branch[] = []
    const entry = { rule, branches, isMatched: false }
    for (const fields of pattern.branches) {
      const tests = fields.map((field) => this.#testOf(field, pattern.hasEmptyStep))
      branches.push({ tests, entry })
    }
    this.#entries.add(entry)
    return entry
  }

  remove(entry: RuleEntry<Rule>): void {
    this.#entries.delete(entry)
    for (const { tests } of entry.branches) for (const test of tests) this.#release(test)
  }

  /** The rules that match the event whose values are in the tree, in no particular order. */
  matching(): Rule[] {
    const rules: Rule[] = []
    for (const { rule, branches } of this.#entries) {
      if (branches.some((branch) => verifyBranch(branch, this.#judged))) rules.push(rule)
    }
    for (const test of this.#judged) test.outcome = OUTCOME.unknown
    this.#judged.length = 0
    return rules
  }

  #testOf({ path, anyOf }: FieldPattern, seesEmptySteps: boolean): FieldTest {
    const key = JSON.stringify([path, seesEmptySteps, anyOf])
    const known = this.#tests.get(key)
    const test = known ?? new FieldTest(this.tree.acquire(path), path, anyOf, seesEmptySteps, key)
    if (known === undefined) this.#tests.set(key, test)
    test.users += 1
    return test
  }

  #release(test: FieldTest): void {
    test.users -= 1
    if (test.users > 0) return
    this.#tests.delete(test.key)
    this.tree.release(test.node)
  }
}
