import type { Element } from '../scanned-event.ts'
import type { ByteText } from './byte-text.ts'
import { type PathNode, PathTree } from './path-tree.ts'
import { ScannedValue } from './scanned-value.ts'

/** A single event with more values than this is rare; the memory for them is given back. */
const MOST_KEPT = 4_096

/** The values of one event at the paths that somebody asks for, kept in the nodes of those paths. */
export class EventValues {
  #tree = new PathTree()
  readonly #source: ByteText
  readonly #pool: ScannedValue[] = []
  #used = 0

  constructor(source: ByteText) {
    this.#source = source
  }

  /** From now on, values are those of the next event. */
  begin(tree: PathTree): void {
    this.#tree = tree
  }

  /** Reads the value at a place of the source. @returns the place behind it, or -1. */
  read(
    node: PathNode,
    start: number,
    first: number,
    element: Element | undefined,
    hasEmptyStep: boolean,
  ): number {
    const value = this.#addTo(node)
    value.element = element
    value.hasEmptyStep = hasEmptyStep
    return value.read(start, first)
  }

  take(node: PathNode | undefined, text: string): void {
    if (node === undefined || node.field === undefined) return
    const value = this.#addTo(node)
    value.take(text)
    value.hasEmptyStep = false
  }

  clear(): void {
    const nodes = this.#tree.nodesWithValues
    for (const node of nodes) {
      node.first = undefined
      node.last = undefined
    }
    nodes.length = 0
    for (let index = 0; index < this.#used; index += 1) this.#pool[index]?.clear()
    this.#used = 0
    if (this.#pool.length > MOST_KEPT) this.#pool.length = MOST_KEPT
  }

  #addTo(node: PathNode): ScannedValue {
    const value = this.#nextOfPool()
    if (node.last === undefined) {
      node.first = value
      this.#tree.nodesWithValues.push(node)
    } else {
      node.last.next = value
    }
    node.last = value
    return value
  }

  #nextOfPool(): ScannedValue {
    const index = this.#used
    this.#used += 1
    const known = this.#pool[index]
    if (known !== undefined) return known
    const created = new ScannedValue(this.#source, index)
    this.#pool.push(created)
    return created
  }
}
