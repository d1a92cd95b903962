const NEWLINE = 10
/** CloudWatch Logs' limit for one log event, before it was raised to 1 MiB. */
const LONGEST_LINE_BYTES = 262_144

export type OutputSink = {
  /** Lines without their newline, as they came in one read. */
  lines(lines: readonly string[]): void
  /** Bytes that came while `isFull`. */
  dropped(bytes: number): void
  /** While true, output is dropped unread. */
  isFull(): boolean
}

/** Cuts what a process prints into lines. */
export function createOutputLines(sink: OutputSink) {
  let rest: Buffer = Buffer.alloc(0)

  const flush = () => {
    if (rest.length > 0) sink.lines([rest.toString()])
    rest = Buffer.alloc(0)
  }
  return {
    push(chunk: Buffer): void {
      if (sink.isFull()) {
        flush()
        sink.dropped(chunk.length)
        return
      }
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const { lines, left } = cut(bytes)
      rest = left
      if (lines.length > 0) sink.lines(lines)
    },
    /** Takes what lacks its newline as a line: nothing more will come that belongs to it. */
    flush,
  }
}

function cut(bytes: Buffer): { lines: string[]; left: Buffer } {
  const lines: string[] = []
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    takeLine(lines, bytes.subarray(start, end))
    start = end + 1
  }
  let left = bytes.subarray(start)
  while (left.length > LONGEST_LINE_BYTES) {
    lines.push(left.toString('utf8', 0, LONGEST_LINE_BYTES))
    left = left.subarray(LONGEST_LINE_BYTES)
  }
  return { lines, left }
}

function takeLine(lines: string[], line: Buffer): void {
  let start = 0
  do {
    lines.push(line.toString('utf8', start, start + LONGEST_LINE_BYTES))
    start += LONGEST_LINE_BYTES
  } while (start < line.length)
}
