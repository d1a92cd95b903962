import { hashSpan } from '../value/byte-hash.ts'
import type { ScannedValue } from './scanned-value.ts'
import { writeUnits } from './unit-bytes.ts'

/**
 * A step on the way to values that somebody asks for, with what the event at hand has there. A step
 * is what is between two dots: whether a dot was written in a name makes no difference.
 */
export class PathNode<Field = unknown> {
  /** Who asks for the values here. */
  field: Field | undefined
  /** The values here, first to last. */
  first: ScannedValue | undefined
  last: ScannedValue | undefined
  readonly #parent: PathNode<Field> | undefined
  readonly #bytes: Uint8Array
  readonly #step: string
  readonly #children = new Map<string, PathNode<Field>>()
  /** The children by the hash of their bytes. */
  readonly #byHash = new Map<number, PathNode<Field>>()
  /** The next of those children of one parent whose hashes are equal. */
  #next: PathNode<Field> | undefined
  hasChildren = false

  constructor(step: string, parent: PathNode<Field> | undefined) {
    this.#step = step
    this.#bytes = toBytes(step)
    this.#parent = parent
  }

  /** The child whose step is written in the given bytes and has that hash. */
  childAt(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
  ): PathNode<Field> | undefined {
    let child = this.#byHash.get(hash)
    while (child !== undefined && !isWrittenAt(child.#bytes, bytes, start, end)) child = child.#next
    return child
  }

  child(step: string): PathNode<Field> | undefined {
    return this.#children.get(step)
  }

  /** The child, made if it is not there. */
  growChild(step: string): PathNode<Field> {
    const known = this.#children.get(step)
    if (known !== undefined) return known
    const created = new PathNode<Field>(step, this)
    const hash = hashSpan(created.#bytes, 0, created.#bytes.length)
    created.#next = this.#byHash.get(hash)
    this.#byHash.set(hash, created)
    this.#children.set(step, created)
    this.hasChildren = true
    return created
  }

  /** Removes the node, and those above that only led to it, if nobody asks for anything here. */
  prune(): void {
    if (this.field !== undefined || this.hasChildren || this.#parent === undefined) return
    this.#parent.#remove(this)
    this.#parent.prune()
  }

  #remove(child: PathNode<Field>): void {
    const hash = hashSpan(child.#bytes, 0, child.#bytes.length)
    const others: PathNode<Field>[] = []
    for (let other = this.#byHash.get(hash); other !== undefined; other = other.#next) {
      if (other !== child) others.push(other)
    }
    for (const [index, other] of others.entries()) other.#next = others[index + 1]
    const [first] = others
    if (first === undefined) this.#byHash.delete(hash)
    else this.#byHash.set(hash, first)
    this.#children.delete(child.#step)
    this.hasChildren = this.#children.size > 0
  }
}

/** The steps to every path that somebody asks for. */
export class PathTree<Field = unknown> {
  readonly root = new PathNode<Field>('', undefined)
  /** The nodes where the event at hand has values that somebody asks for. */
  readonly nodesWithValues: PathNode<Field>[] = []

  /** The node of a path, made if it is not there; it goes with `prune`. */
  grow(path: string): PathNode<Field> {
    let node = this.root
    for (const step of path.split('.')) node = node.growChild(step)
    return node
  }
}

function toBytes(step: string): Uint8Array {
  if (step.isWellFormed()) return new TextEncoder().encode(step)
  const bytes = new Uint8Array(step.length * 3)
  return bytes.slice(0, writeUnits(step, bytes))
}

function isWrittenAt(step: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = step
  if (end - start !== length) return false
  for (let index = 0; index < length; index += 1) {
    if (step[index] !== bytes[start + index]) return false
  }
  return true
}
