import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { FieldTest } from '../branch.ts'
import { removeOne, TestList } from './postings.ts'
import type { Reached } from './reached.ts'

type Interval = {
  readonly low: number
  readonly high: number
  readonly tests: TestList
  /** No interval below has a higher one, which keeps the tree balanced. */
  readonly priority: number
  /** The highest end here and below. */
  top: number
  left: Interval | undefined
  right: Interval | undefined
}

/**
 * Tests by an interval of numbers, both ends included: a search tree by lower end, balanced by
 * chance (a treap), in which each node knows the highest end below it. So the intervals around a
 * number are found without looking at many others.
 */
export class RangeTree {
  #root: Interval | undefined
  #dice = 1

  get isEmpty(): boolean {
    return this.#root === undefined
  }

  add(low: number, high: number, test: FieldTest): void {
    this.#root = this.#insert(this.#root, low, high, test)
  }

  remove(low: number, high: number, test: FieldTest): void {
    this.#root = removeFrom(this.#root, low, high, test)
  }

  reach(number: ScannedValue, value: number, reached: Reached): void {
    if (this.#root !== undefined) reachIn(this.#root, number, value, reached)
  }

  #insert(node: Interval | undefined, low: number, high: number, test: FieldTest): Interval {
    if (node === undefined) return this.#create(low, high, test)
    const side = compare(low, high, node)
    if (side === 0) {
      node.tests.tests.push(test)
      return node
    }
    if (side < 0) {
      node.left = this.#insert(node.left, low, high, test)
      return node.left.priority > node.priority ? liftLeft(node, node.left) : refreshed(node)
    }
    node.right = this.#insert(node.right, low, high, test)
    return node.right.priority > node.priority ? liftRight(node, node.right) : refreshed(node)
  }

  #create(low: number, high: number, test: FieldTest): Interval {
    this.#dice = (Math.imul(this.#dice, 1_664_525) + 1_013_904_223) | 0
    const tests = new TestList([test])
    const priority = this.#dice
    return { low, high, tests, priority, top: high, left: undefined, right: undefined }
  }
}

function compare(low: number, high: number, node: Interval): number {
  if (low !== node.low) return low < node.low ? -1 : 1
  return high === node.high ? 0 : high < node.high ? -1 : 1
}

function refreshed(node: Interval): Interval {
  node.top = node.high
  if (node.left !== undefined && node.left.top > node.top) node.top = node.left.top
  if (node.right !== undefined && node.right.top > node.top) node.top = node.right.top
  return node
}

function liftLeft(node: Interval, left: Interval): Interval {
  node.left = left.right
  left.right = refreshed(node)
  return refreshed(left)
}

function liftRight(node: Interval, right: Interval): Interval {
  node.right = right.left
  right.left = refreshed(node)
  return refreshed(right)
}

function removeFrom(
  node: Interval | undefined,
  low: number,
  high: number,
  test: FieldTest,
): Interval | undefined {
  if (node === undefined) return undefined
  const side = compare(low, high, node)
  if (side === 0) {
    removeOne(node.tests.tests, test)
    return node.tests.tests.length > 0 ? node : joined(node.left, node.right)
  }
  if (side < 0) node.left = removeFrom(node.left, low, high, test)
  else node.right = removeFrom(node.right, low, high, test)
  return refreshed(node)
}

/** One tree of two of which the left one is lower. */
function joined(left: Interval | undefined, right: Interval | undefined): Interval | undefined {
  if (left === undefined) return right
  if (right === undefined) return left
  if (left.priority > right.priority) {
    left.right = joined(left.right, right)
    return refreshed(left)
  }
  right.left = joined(left, right.left)
  return refreshed(right)
}

function reachIn(root: Interval, number: ScannedValue, value: number, reached: Reached): void {
  let node: Interval | undefined = root
  while (node !== undefined && node.top >= value) {
    if (node.left !== undefined) reachIn(node.left, number, value, reached)
    if (node.low > value) return
    if (node.high >= value) reached.add(node.tests, number)
    node = node.right
  }
}
