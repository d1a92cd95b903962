import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'

/*
 * An interval is some doubles in a row: its two ends, the highest end of all intervals here and below, and in
 * the room of two more, four integers: the intervals below on both sides, the shelf, and a priority.
 */
const DOUBLES = 5
const LOW = 0
const HIGH = 1
const TOP = 2
const INTEGERS = 2 * DOUBLES
const LEFT = 6
const RIGHT = 7
const SHELF = 8
const PRIORITY = 9

const FIRST_CAPACITY = 8
const NONE = 0

/**
 * Shelves by an interval of numbers, both ends included: a search tree by lower end, balanced by
 * chance (a treap: no interval below has a higher priority), in which each knows the highest end below
 * it. So the intervals around a number are found without looking at many others, and without touching
 * more of the memory than those. An interval is named by its number; 0 is none.
 */
export class RangeTree {
  readonly #shelves: Shelves
  #doubles = new Float64Array(DOUBLES * FIRST_CAPACITY)
  #integers = new Int32Array(this.#doubles.buffer)
  #root = NONE
  /** How many numbers are in use, or free. */
  #size = 1
  /** A free one, which holds the next of them on its left. */
  #free = NONE
  #dice = 1

  constructor(shelves: Shelves) {
    this.#shelves = shelves
    this.#doubles[TOP] = Number.NEGATIVE_INFINITY
  }

  add(low: number, high: number, waiting: Waiting): void {
    this.#root = this.#insert(this.#root, low, high, waiting)
  }

  remove(low: number, high: number, waiting: Waiting): void {
    this.#root = this.#removeFrom(this.#root, low, high, waiting)
  }

  reach(value: ScannedValue, number: number, hits: Hits): void {
    this.#reachIn(this.#root, value, number, hits)
  }

  #reachIn(root: number, value: ScannedValue, number: number, hits: Hits): void {
    const doubles = this.#doubles
    const integers = this.#integers
    let node = root
    while ((doubles[node * DOUBLES + TOP] as number) >= number) {
      const left = integers[node * INTEGERS + LEFT] as number
      if (left !== NONE) this.#reachIn(left, value, number, hits)
      if ((doubles[node * DOUBLES + LOW] as number) > number) return
      if ((doubles[node * DOUBLES + HIGH] as number) >= number) {
        hits.reach(integers[node * INTEGERS + SHELF] as number, value)
      }
      node = integers[node * INTEGERS + RIGHT] as number
    }
  }

  #insert(node: number, low: number, high: number, waiting: Waiting): number {
    if (node === NONE) return this.#create(low, high, waiting)
    const side = this.#compare(low, high, node)
    if (side === 0) {
      this.#set(node, SHELF, this.#shelves.add(this.#get(node, SHELF), waiting))
      return node
    }
    const below = side < 0 ? LEFT : RIGHT
    const child = this.#insert(this.#get(node, below), low, high, waiting)
    this.#set(node, below, child)
    return this.#get(child, PRIORITY) > this.#get(node, PRIORITY)
      ? this.#lift(node, child, below)
      : this.#refresh(node)
  }

  #create(low: number, high: number, waiting: Waiting): number {
    this.#dice = (Math.imul(this.#dice, 1_664_525) + 1_013_904_223) | 0
    const node = this.#take()
    this.#doubles.set([low, high, high], node * DOUBLES)
    this.#integers.set(
      [NONE, NONE, this.#shelves.add(0, waiting), this.#dice],
      node * INTEGERS + LEFT,
    )
    return node
  }

  #removeFrom(node: number, low: number, high: number, waiting: Waiting): number {
    if (node === NONE) return NONE
    const side = this.#compare(low, high, node)
    if (side === 0) return this.#removeAt(node, waiting)
    const below = side < 0 ? LEFT : RIGHT
    this.#set(node, below, this.#removeFrom(this.#get(node, below), low, high, waiting))
    return this.#refresh(node)
  }

  #removeAt(node: number, { id }: Waiting): number {
    const shelf = this.#shelves.remove(this.#get(node, SHELF), id)
    this.#set(node, SHELF, shelf)
    if (shelf > 0) return node
    const joined = this.#join(this.#get(node, LEFT), this.#get(node, RIGHT))
    this.#set(node, LEFT, this.#free)
    this.#free = node
    return joined
  }

  /** One tree of two of which the left one is lower. */
  #join(left: number, right: number): number {
    if (left === NONE) return right
    if (right === NONE) return left
    if (this.#get(left, PRIORITY) > this.#get(right, PRIORITY)) {
      this.#set(left, RIGHT, this.#join(this.#get(left, RIGHT), right))
      return this.#refresh(left)
    }
    this.#set(right, LEFT, this.#join(left, this.#get(right, LEFT)))
    return this.#refresh(right)
  }

  /** Puts the child above its parent. */
  #lift(node: number, child: number, side: typeof LEFT | typeof RIGHT): number {
    const other = side === LEFT ? RIGHT : LEFT
    this.#set(node, side, this.#get(child, other))
    this.#set(child, other, this.#refresh(node))
    return this.#refresh(child)
  }

  #refresh(node: number): number {
    const doubles = this.#doubles
    const left = doubles[this.#get(node, LEFT) * DOUBLES + TOP] as number
    const right = doubles[this.#get(node, RIGHT) * DOUBLES + TOP] as number
    doubles[node * DOUBLES + TOP] = Math.max(doubles[node * DOUBLES + HIGH] as number, left, right)
    return node
  }

  #compare(low: number, high: number, node: number): number {
    const from = this.#doubles[node * DOUBLES + LOW] as number
    const to = this.#doubles[node * DOUBLES + HIGH] as number
    if (low !== from) return low < from ? -1 : 1
    return high === to ? 0 : high < to ? -1 : 1
  }

  #get(node: number, member: number): number {
    return this.#integers[node * INTEGERS + member] as number
  }

  #set(node: number, member: number, integer: number): void {
    this.#integers[node * INTEGERS + member] = integer
  }

  #take(): number {
    const free = this.#free
    if (free !== NONE) {
      this.#free = this.#get(free, LEFT)
      return free
    }
    const node = this.#size
    this.#size += 1
    if (this.#size * DOUBLES > this.#doubles.length) this.#grow()
    return node
  }

  #grow(): void {
    const doubles = this.#doubles
    this.#doubles = new Float64Array(doubles.length * 2)
    this.#doubles.set(doubles)
    this.#integers = new Int32Array(this.#doubles.buffer)
  }
}
