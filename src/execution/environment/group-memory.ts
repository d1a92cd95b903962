import { readFileSync } from 'node:fs'

const PAGE_BYTES = 4_096
const KB = 1_024

/**
 * The resident memory of a process and of what it started. The fork of a process shares most of it, so
 * what is more than `enough` that way is counted once more, shared pages by their share.
 *
 * @returns `undefined` where the system does not tell, or when the process has ended.
 */
export function groupMemoryBytes(pid: number, enough: number): number | undefined {
  const own = residentBytes(pid)
  if (own === undefined) return undefined
  const others = descendantsOf(pid)
  if (others.length === 0) return own
  const all = own + sum(others.map((other) => residentBytes(other) ?? 0))
  if (all <= enough) return all
  return sum([pid, ...others].map((one) => proportionalBytes(one) ?? 0))
}

/** What left its parent, or was started by another than the main thread, is not among them. */
function descendantsOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`)?.trim()
  if (!children) return []
  return children.split(' ').flatMap((child) => [Number(child), ...descendantsOf(Number(child))])
}

function residentBytes(pid: number): number | undefined {
  const statm = read(`/proc/${pid}/statm`)
  return statm === undefined ? undefined : Number(statm.split(' ')[1]) * PAGE_BYTES
}

/** Costs a walk through the page tables: for those few that may have too much. */
function proportionalBytes(pid: number): number | undefined {
  const found = /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')
  return found ? Number(found[1]) * KB : residentBytes(pid)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // No /proc on this system, or the process has just ended.
    return undefined
  }
}
