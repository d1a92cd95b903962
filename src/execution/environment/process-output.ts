import type { ChildProcess } from 'node:child_process'
import { createOutputLines, type OutputSink } from '../logs/output-lines.ts'
import { createMarkedStream } from './marked-stream.ts'

const HEAP_EXHAUSTED = 'JavaScript heap out of memory'

/** What a process prints on its standard streams, as lines; see MarkedStream for the marks. */
export type ProcessOutput = {
  /** What separates the output of invocations that were sent ahead. */
  setMark(mark: string): void
  expectMarks(count: number): void
  /** Whether both streams stand at the next mark: everything before it has been read. */
  isAtMark(): boolean
  /** How many marks have come on either stream beyond those that were passed. */
  marksAhead(): number
  passMark(): void
  /** Ends the line that is open on each stream. */
  flush(): void
  /** Whether V8 said so before it ended the process. */
  hasExhaustedHeap(): boolean
  close(): void
}

/** @param onMark - called when one of the streams stands at a mark. */
export function readOutput(
  child: ChildProcess,
  sink: OutputSink,
  onMark: () => void,
): ProcessOutput {
  let hasExhaustedHeap = false
  const read = (name: 'stdout' | 'stderr') => {
    const lines = createOutputLines({
      ...sink,
      lines(texts) {
        const isFatal = name === 'stderr' && texts.some((text) => text.includes(HEAP_EXHAUSTED))
        if (isFatal) hasExhaustedHeap = true
        sink.lines(texts)
      },
    })
    const stream = createMarkedStream(lines.push, onMark)
    child[name]?.on('data', stream.push)
    return { ...stream, endLine: lines.flush }
  }
  const streams = [read('stdout'), read('stderr')]

  return {
    setMark(mark) {
      for (const stream of streams) stream.setMark(mark)
    },
    expectMarks(count) {
      for (const stream of streams) stream.expect(count)
    },
    isAtMark: () => streams.every((stream) => stream.isAtMark()),
    marksAhead: () => Math.max(...streams.map((stream) => stream.marksAhead())),
    passMark() {
      for (const stream of streams) stream.pass()
    },
    flush() {
      for (const stream of streams) {
        stream.flush()
        stream.endLine()
      }
    },
    hasExhaustedHeap: () => hasExhaustedHeap,
    close() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
  }
}
