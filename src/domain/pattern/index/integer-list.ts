const FIRST_CAPACITY = 64
/** More than that is rare; the memory for it is given back. */
const MOST_KEPT = 4_096

/** A list that is filled and emptied for every event, and keeps its memory. */
export class IntegerList {
  items = new Int32Array(FIRST_CAPACITY)
  length = 0

  push(item: number): void {
    if (this.length === this.items.length) this.#grow()
    this.items[this.length] = item
    this.length += 1
  }

  clear(): void {
    this.length = 0
    if (this.items.length > MOST_KEPT) this.items = new Int32Array(FIRST_CAPACITY)
  }

  #grow(): void {
    const { items } = this
    this.items = new Int32Array(items.length * 2)
    this.items.set(items)
  }
}
