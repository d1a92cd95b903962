const WORD = 4
/** Names of so many words need no list of them. */
const WORDS = 3

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
  readonly #second: number
  readonly #tail: number
  /** Where the last two words start; words may overlap. */
  readonly #secondAt: number
  readonly #tailAt: number
  /** Of names that are longer than three words, the words from the third to the last but one. */
  readonly #others: Int32Array | undefined

  /** @param length - at least a word. */
  constructor(text: DataView, start: number, length: number, node: Node) {
    this.length = length
    this.node = node
    this.#tailAt = length - WORD
    this.#secondAt = Math.min(WORD, this.#tailAt)
    this.#head = text.getInt32(start, true)
    this.#second = text.getInt32(start + this.#secondAt, true)
    this.#tail = text.getInt32(start + this.#tailAt, true)
    const others = Math.ceil(length / WORD) - WORDS
    if (others <= 0) return
    this.#others = Int32Array.from({ length: others }, (_, index) =>
      text.getInt32(start + (index + 2) * WORD, true),
    )
  }

  /** The text must go on for as long as the longest name, with whatever. */
  isWrittenAt(text: DataView, start: number): boolean {
    const differences =
      (text.getInt32(start, true) ^ this.#head) |
      (text.getInt32(start + this.#secondAt, true) ^ this.#second) |
      (text.getInt32(start + this.#tailAt, true) ^ this.#tail)
    if (differences !== 0) return false
    const others = this.#others
    return others === undefined || areWrittenAt(text, start + 2 * WORD, others)
  }
}

function areWrittenAt(text: DataView, start: number, words: Int32Array): boolean {
  for (let index = 0; index < words.length; index += 1) {
    if (text.getInt32(start + index * WORD, true) !== words[index]) return false
  }
  return true
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
