/** First in, first out. Taking the first of a long array would move all others. */
export class Queue<T> {
  #items: T[] = []
  #left = 0

  get length(): number {
    return this.#items.length - this.#left
  }

  add(item: T): void {
    this.#items.push(item)
  }

  /** In front of all others. */
  putBack(item: T): void {
    if (this.#left === 0) this.#items.unshift(item)
    else {
      this.#left -= 1
      this.#items[this.#left] = item
    }
  }

  first(): T | undefined {
    return this.#items[this.#left]
  }

  /** Removes what `first` returns. */
  leave(): T | undefined {
    if (this.length === 0) return undefined
    const item = this.#items[this.#left]
    this.#left += 1
    if (this.#left * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#left)
      this.#left = 0
    }
    return item
  }

  /** Removes everything. */
  drain(): T[] {
    const rest = this.#items.slice(this.#left)
    this.#items = []
    this.#left = 0
    return rest
  }
}
