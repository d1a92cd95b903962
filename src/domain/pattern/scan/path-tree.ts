import { hashSpan } from '../value/byte-hash.ts'
import { EnvelopeNodes } from './envelope-nodes.ts'
import { MemberOrder } from './member-order.ts'
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
  /** What objects here are like. */
  readonly order = new MemberOrder<PathNode<Field>>()
  readonly #parent: PathNode<Field> | undefined
  readonly #bytes: Uint8Array
  readonly #step: string
  readonly #hash: number
  readonly #children = new Map<string, PathNode<Field>>()
  /** The children by the hash of their bytes. */
  #buckets: (PathNode<Field> | undefined)[] = []
  /** The next of those children of one parent that are in one bucket. */
  #next: PathNode<Field> | undefined
  /** The bits of all children: names of which none has the bit need no look into the buckets. */
  #bits = 0
  hasChildren = false
  /** How often a child came or went. */
  changes = 0

  constructor(step: string, parent: PathNode<Field> | undefined) {
    this.#step = step
    this.#bytes = toBytes(step)
    this.#hash = hashSpan(this.#bytes, 0, this.#bytes.length)
    this.#parent = parent
  }

  /** The child whose step is written in the given bytes, if there are any. */
  childAt(bytes: Uint8Array, start: number, end: number): PathNode<Field> | undefined {
    if ((this.#bits & bitOf(bytes[start] as number, end - start)) === 0) return
    const hash = hashSpan(bytes, start, end)
    let child = this.#buckets[hash & (this.#buckets.length - 1)]
    while (child !== undefined && !child.#isWrittenAt(bytes, start, end, hash)) child = child.#next
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
    this.#children.set(step, created)
    this.hasChildren = true
    this.#noteChange()
    if (this.#children.size > this.#buckets.length) this.#fill(this.#children.size * 2)
    else this.#put(created)
    return created
  }

  /** Removes the node, and those above that only led to it, if nobody asks for anything here. */
  prune(): void {
    if (this.field !== undefined || this.hasChildren || this.#parent === undefined) return
    this.#parent.#remove(this)
    this.#parent.prune()
  }

  #remove(child: PathNode<Field>): void {
    this.#children.delete(child.#step)
    this.hasChildren = this.#children.size > 0
    this.#noteChange()
    if (this.#children.size * 4 <= this.#buckets.length) this.#fill(this.#children.size)
    else this.#unlink(child)
  }

  #noteChange(): void {
    this.changes += 1
    this.order.forget()
  }

  #unlink(child: PathNode<Field>): void {
    const bucket = child.#hash & (this.#buckets.length - 1)
    let other = this.#buckets[bucket]
    if (other === child) this.#buckets[bucket] = child.#next
    while (other !== undefined && other.#next !== child) other = other.#next
    if (other !== undefined) other.#next = child.#next
  }

  /** Puts all children into so many buckets, or a few more. */
  #fill(size: number): void {
    this.#buckets = new Array(powerOfTwo(size)).fill(undefined)
    this.#bits = 0
    for (const child of this.#children.values()) this.#put(child)
  }

  #put(child: PathNode<Field>): void {
    const bucket = child.#hash & (this.#buckets.length - 1)
    child.#next = this.#buckets[bucket]
    this.#buckets[bucket] = child
    this.#bits |= bitOf(child.#bytes[0] ?? 0, child.#bytes.length)
  }

  #isWrittenAt(bytes: Uint8Array, start: number, end: number, hash: number): boolean {
    const step = this.#bytes
    const { length } = step
    if (hash !== this.#hash || end - start !== length) return false
    for (let index = 0; index < length; index += 1) {
      if (step[index] !== bytes[start + index]) return false
    }
    return true
  }
}

/** The steps to every path that somebody asks for. */
export class PathTree<Field = unknown> {
  readonly root = new PathNode<Field>('', undefined)
  /** The nodes where the event at hand has values that somebody asks for. */
  readonly nodesWithValues: PathNode<Field>[] = []
  #envelope = new EnvelopeNodes(this.root)

  get envelope(): EnvelopeNodes<PathNode<Field>> {
    if (this.#envelope.changes !== this.root.changes) {
      this.#envelope = new EnvelopeNodes(this.root)
    }
    return this.#envelope
  }

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

/** One of 32. */
function bitOf(first: number, length: number): number {
  return 1 << (first + length * 7)
}

/** That which is not below the size. */
function powerOfTwo(size: number): number {
  return size < 2 ? size : 1 << (32 - Math.clz32(size - 1))
}
