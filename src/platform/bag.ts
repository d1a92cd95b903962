/** Things that come and go, in no order. */
export type Bag<Item> = Iterable<Item> & {
  /** @returns takes it out again; to be called once. */
  add(item: Item): () => void
  size(): number
}

/**
 * For what comes and goes many thousand times a second. A `Set` would keep all of it: when one is full of
 * deleted places, V8 makes a new table, and has the old one point at it for iterators that are under way. Once
 * an old table has grown old, it holds on to the row of all that came after it, and to whatever was in them,
 * until the next full collection.
 */
export function createBag<Item>(): Bag<Item> {
  const places: { at: number; readonly item: Item }[] = []
  return {
    add(item) {
      const place = { at: places.length, item }
      places.push(place)
      return () => {
        const last = places.pop()
        if (last === undefined || last === place) return
        // The last one takes the place that is free.
        last.at = place.at
        places[place.at] = last
      }
    },
    size: () => places.length,
    *[Symbol.iterator]() {
      for (const { item } of places) yield item
    },
  }
}
