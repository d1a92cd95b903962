/** Who waits for a place, in the order of asking; synchronous callers before asynchronous ones. */
export function createWaitingLine<T>() {
  const lines = { synchronous: new Queue<T>(), asynchronous: new Queue<T>() }

  return {
    add(one: T, caller: keyof typeof lines): void {
      lines[caller].add(one)
    },
    first(): T | undefined {
      return lines.synchronous.first() ?? lines.asynchronous.first()
    },
    /** Removes what `first` returns. */
    leave(): T | undefined {
      return lines.synchronous.leave() ?? lines.asynchronous.leave()
    },
  }
}

/** Removing the first of a long array would move all others. */
class Queue<T> {
  #items: T[] = []
  #left = 0

  add(item: T): void {
    this.#items.push(item)
  }

  first(): T | undefined {
    return this.#items[this.#left]
  }

  leave(): T | undefined {
    const item = this.#items[this.#left]
    if (item === undefined) return undefined
    this.#left += 1
    if (this.#left * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#left)
      this.#left = 0
    }
    return item
  }
}
