import type { FunctionLogs } from '../../src/store/function-logs.ts'
import { createInMemoryFunctionLogs } from './in-memory-function-logs.ts'

/** Keeps nothing of what functions print, however much. */
export function createCountingLogs(): FunctionLogs & { bytes(): number } {
  let bytes = 0
  return {
    ...createInMemoryFunctionLogs(),
    append(_group, _stream, lines) {
      const made = typeof lines === 'function' ? lines() : lines
      for (const { message } of made) bytes += Buffer.byteLength(message)
    },
    bytes: () => bytes,
  }
}
