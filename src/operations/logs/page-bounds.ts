import type { StoredLogLine } from '../../store/function-logs.ts'

export const LARGEST_PAGE = 10_000
const LARGEST_PAGE_BYTES = 1_048_576

/** As many lines, from the first on, as CloudWatch Logs puts into one answer; at least one. */
export function fitting(lines: readonly StoredLogLine[]): readonly StoredLogLine[] {
  let bytes = 0
  const end = lines.findIndex(({ message }) => {
    bytes += Buffer.byteLength(message)
    return bytes > LARGEST_PAGE_BYTES
  })
  return end === -1 ? lines : lines.slice(0, Math.max(end, 1))
}
