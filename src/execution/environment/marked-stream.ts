/**
 * A stream of bytes with marks in it, as a process prints them between two invocations. What comes behind a mark is
 * held back until somebody passes the mark; so the reader decides whose output it is.
 */
export type MarkedStream = {
  push(chunk: Buffer): void
  /** So many more marks will come. */
  expect(count: number): void
  /** Whether the next mark that was not passed has come. */
  isAtMark(): boolean
  /** How many marks have come beyond those that were passed; negative when one was passed before it came. */
  marksAhead(): number
  /** The next mark counts for nothing any more, whether it has come or not: what is behind it may be read. */
  pass(): void
  /** Gives out what looks like the beginning of a mark and is none. */
  flush(): void
}

/**
 * @param out - takes the bytes without the marks.
 * @param onMark - called when the stream stands at a mark.
 */
export function createMarkedStream(
  out: (bytes: Buffer) => void,
  onMark: () => void,
): MarkedStream & { setMark(mark: string): void } {
  let mark: Buffer = Buffer.alloc(0)
  let expected = 0
  /** Of the marks that have come and those that were passed. */
  let ahead = 0
  /** Behind the mark at which the stream stands. */
  let held: Buffer | undefined
  /** What may be the beginning of a mark. */
  let begun: Buffer = Buffer.alloc(0)

  const read = (bytes: Buffer) => {
    const at = bytes.indexOf(mark)
    if (at < 0) {
      const rest = expected > 0 ? beginningOf(mark, bytes) : bytes.length
      begun = bytes.subarray(rest)
      if (rest > 0) out(bytes.subarray(0, rest))
      return
    }
    if (at > 0) out(bytes.subarray(0, at))
    expected -= 1
    ahead += 1
    const behind = bytes.subarray(at + mark.length)
    // One that was passed before it came.
    if (ahead <= 0) return next(behind)
    held = behind
    onMark()
  }
  const next = (bytes: Buffer) => {
    if (bytes.length === 0) return
    if (expected === 0) out(bytes)
    else read(bytes)
  }

  return {
    setMark(text) {
      mark = Buffer.from(text)
    },
    push(chunk) {
      if (held !== undefined) {
        held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
        return
      }
      if (begun.length === 0) return next(chunk)
      const bytes = Buffer.concat([begun, chunk])
      begun = Buffer.alloc(0)
      next(bytes)
    },
    expect(count) {
      expected += count
    },
    isAtMark: () => held !== undefined,
    marksAhead: () => ahead + (held === undefined ? 0 : countOf(mark, held)),
    pass() {
      ahead -= 1
      if (held === undefined) return
      const bytes = held
      held = undefined
      next(bytes)
    },
    flush() {
      if (begun.length > 0) out(begun)
      begun = Buffer.alloc(0)
    },
  }
}

/** Where the beginning of a mark may start, so near the end that the rest of it is missing. */
function beginningOf(mark: Buffer, bytes: Buffer): number {
  const from = Math.max(0, bytes.length - mark.length + 1)
  for (
    let at = bytes.indexOf(mark[0] ?? 0, from);
    at >= 0;
    at = bytes.indexOf(mark[0] ?? 0, at + 1)
  ) {
    if (mark.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at
  }
  return bytes.length
}

function countOf(mark: Buffer, bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) count += 1
  return count
}
