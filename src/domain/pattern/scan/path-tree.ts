import type { ScannedValue } from './scanned-value.ts'
import { writeUnits } from './unit-bytes.ts'

const HASH_FACTOR = 31

/** For a hash that is made while bytes are looked at anyway; starts with 0. */
export function hashByte(hash: number, byte: number): number {
  return (Math.imul(hash, HASH_FACTOR) + byte) | 0
}

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
  readonly #children = new Map<number, PathNode<Field>>()
  /** The next of those children of one parent whose hashes are equal. */
  #next: PathNode<Field> | undefined
  hasChildren = false

  constructor(step: Uint8Array, parent: PathNode<Field> | undefined) {
    this.#bytes = step
    this.#parent = parent
  }

  /** The child whose step is written in the given bytes and has that hash. */
  childAt(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
  ): PathNode<Field> | undefined {
    let child = this.#children.get(hash)
    while (child !== undefined && !isWrittenAt(child.#bytes, bytes, start, end)) child = child.#next
    return child
  }

  child(step: string): PathNode<Field> | undefined {
    const bytes = toBytes(step)
    return this.childAt(bytes, 0, bytes.length, hashOf(bytes))
  }

  /** The child, made if it is not there. */
  growChild(step: string): PathNode<Field> {
    const known = this.child(step)
    if (known !== undefined) return known
    const bytes = toBytes(step)
    const hash = hashOf(bytes)
    const created = new PathNode<Field>(bytes, this)
    created.#next = this.#children.get(hash)
    this.#children.set(hash, created)
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
    const hash = hashOf(child.#bytes)
    const others: PathNode<Field>[] = []
    for (let other = this.#children.get(hash); other !== undefined; other = other.#next) {
      if (other !== child) others.push(other)
    }
    for (const [index, other] of others.entries()) other.#next = others[index + 1]
    const [first] = others
    if (first === undefined) this.#children.delete(hash)
    else this.#children.set(hash, first)
    this.hasChildren = this.#children.size > 0
  }
}

/** The steps to every path that somebody asks for. */
export class PathTree<Field = unknown> {
  readonly root = new PathNode<Field>(new Uint8Array(), undefined)
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

function hashOf(bytes: Uint8Array): number {
  let hash = 0
  for (const byte of bytes) hash = hashByte(hash, byte)
  return hash
}

function isWrittenAt(step: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = step
  if (end - start !== length) return false
  for (let index = 0; index < length; index += 1) {
    if (step[index] !== bytes[start + index]) return false
  }
  return true
}
