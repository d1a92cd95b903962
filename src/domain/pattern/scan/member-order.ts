const WORD = 4

/** More members, and longer names, are read as if none were known. */
const MOST_MEMBERS = 32
export const LONGEST_KNOWN = 64

/** So many members come unexpected before one of them takes the place of what was expected. */
const PATIENCE = 8

/** A member that objects had lately: how its name is written, with quotes and colon, and where it leads. */
export class KnownMember<Node> {
  readonly length: number
  readonly node: Node
  readonly #head: number
  readonly #tail: number
  /** The words between the first and the last one. */
  readonly #between: Int32Array

  /** @param length - at least a word. */
  constructor(text: DataView, start: number, length: number, node: Node) {
    this.length = length
    this.node = node
    this.#head = text.getInt32(start, true)
    this.#tail = text.getInt32(start + length - WORD, true)
    this.#between = new Int32Array(Math.max(0, Math.ceil(length / WORD) - 2))
    for (const index of this.#between.keys()) {
      this.#between[index] = text.getInt32(start + (index + 1) * WORD, true)
    }
  }

  /** The text must go on for as long as the longest name, with whatever. */
  isWrittenAt(text: DataView, start: number): boolean {
    if (text.getInt32(start, true) !== this.#head) return false
    if (text.getInt32(start + this.length - WORD, true) !== this.#tail) return false
    const between = this.#between
    for (let index = 0; index < between.length; index += 1) {
      if (text.getInt32(start + (index + 1) * WORD, true) !== between[index]) return false
    }
    return true
  }
}

/**
 * The members of the objects at one place, in the order in which they came lately. Most of those objects are like one
 * another, and to compare a name with the one that is expected costs less than to read it.
 */
export class MemberOrder<Node> {
  #members: KnownMember<Node>[] = []
  #misses = 0

  /** The member that is expected at a place; none if the places that are known end before it. */
  at(place: number): KnownMember<Node> | undefined {
    return place < this.#members.length ? this.#members[place] : undefined
  }

  /**
   * Takes note of a member that was not the one expected at a place.
   *
   * @returns which place comes next.
   */
  learn(place: number, member: () => KnownMember<Node>): number {
    if (place < this.#members.length) {
      this.#misses += 1
      if (this.#misses < PATIENCE) return place
    }
    if (place >= MOST_MEMBERS) return place
    this.#misses = 0
    this.#members[place] = member()
    return place + 1
  }

  /** What was known may lead elsewhere by now. */
  forget(): void {
    this.#members = []
  }
}
