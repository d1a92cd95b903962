import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'

type Interval = {
  readonly low: number
  readonly high: number
  shelf: number
  /** No interval below has a higher one, which keeps the tree balanced. */
  readonly priority: number
  /** The highest end here and below. */
  top: number
  left: Interval | undefined
  right: Interval | undefined
}

/**
 * Shelves by an interval of numbers, both ends included: a search tree by lower end, balanced by
 * chance (a treap), in which each node knows the highest end below it. So the intervals around a
 * number are found without looking at many others.
 */
export class RangeTree {
  readonly #shelves: Shelves
  #root: Interval | undefined
  #dice = 1

  constructor(shelves: Shelves) {
    this.#shelves = shelves
  }

  get isEmpty(): boolean {
    return this.#root === undefined
  }

  add(low: number, high: number, waiting: Waiting): void {
    this.#root = this.#insert(this.#root, low, high, waiting)
  }

  remove(low: number, high: number, waiting: Waiting): void {
    this.#root = this.#removeFrom(this.#root, low, high, waiting)
  }

  reach(value: ScannedValue, number: number, hits: Hits): void {
    if (this.#root !== undefined) reachIn(this.#root, value, number, hits)
  }

  #insert(node: Interval | undefined, low: number, high: number, waiting: Waiting): Interval {
    if (node === undefined) return this.#create(low, high, waiting)
    const side = compare(low, high, node)
    if (side === 0) {
      node.shelf = this.#shelves.add(node.shelf, waiting)
      return node
    }
    if (side < 0) {
      node.left = this.#insert(node.left, low, high, waiting)
      return node.left.priority > node.priority ? liftLeft(node, node.left) : refreshed(node)
    }
    node.right = this.#insert(node.right, low, high, waiting)
    return node.right.priority > node.priority ? liftRight(node, node.right) : refreshed(node)
  }

  #create(low: number, high: number, waiting: Waiting): Interval {
    this.#dice = (Math.imul(this.#dice, 1_664_525) + 1_013_904_223) | 0
    const shelf = this.#shelves.add(0, waiting)
    const priority = this.#dice
    return { low, high, shelf, priority, top: high, left: undefined, right: undefined }
  }

  #removeFrom(
    node: Interval | undefined,
    low: number,
    high: number,
    waiting: Waiting,
  ): Interval | undefined {
    if (node === undefined) return undefined
    const side = compare(low, high, node)
    if (side === 0) {
      node.shelf = this.#shelves.remove(node.shelf, waiting.id)
      return node.shelf > 0 ? node : joined(node.left, node.right)
    }
    if (side < 0) node.left = this.#removeFrom(node.left, low, high, waiting)
    else node.right = this.#removeFrom(node.right, low, high, waiting)
    return refreshed(node)
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

function reachIn(root: Interval, value: ScannedValue, number: number, hits: Hits): void {
  let node: Interval | undefined = root
  while (node !== undefined && node.top >= number) {
    if (node.left !== undefined) reachIn(node.left, value, number, hits)
    if (node.low > number) return
    if (node.high >= number) hits.reach(node.shelf, value)
    node = node.right
  }
}
