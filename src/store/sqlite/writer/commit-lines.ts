import { Queue } from '../../../platform/queue.ts'
import type { WriterRequest } from './writer-requests.ts'

/** What goes to the writer thread: a request, and how many rows it writes. */
export type WeighedRequest = readonly [request: WriterRequest, weight: number]

// The most that one transaction takes on: a bound on how long a request waits for its group.
const GROUP_WEIGHT = 500
const FIRST: ReadonlySet<WriterRequest['op']> = new Set(['claim', 'settle'])

/**
 * What brings work to its end goes before what brings more work: otherwise, when more events come than can be
 * committed, deliveries would wait behind all of them. There is never more of it than work in memory.
 */
export function goesFirst({ op }: WriterRequest): boolean {
  return FIRST.has(op)
}

/** The requests that wait for their commit. */
export type CommitLines = {
  add(requests: readonly WeighedRequest[]): void
  /** @returns the next group, and how many of it went first. */
  takeGroup(): { readonly requests: readonly WriterRequest[]; readonly first: number }
}

export function createCommitLines(): CommitLines {
  const first = new Queue<WeighedRequest>()
  const others = new Queue<WeighedRequest>()

  return {
    add(requests) {
      for (const weighed of requests) (goesFirst(weighed[0]) ? first : others).add(weighed)
    },
    takeGroup() {
      const requests: WriterRequest[] = []
      let weight = 0
      const take = (line: Queue<WeighedRequest>) => {
        for (let next = line.first(); next !== undefined; next = line.first()) {
          weight += next[1]
          // One request at least, whatever its size.
          if (weight > GROUP_WEIGHT && requests.length > 0) return
          requests.push(next[0])
          line.leave()
        }
      }
      take(first)
      const count = requests.length
      if (first.length === 0) take(others)
      return { requests, first: count }
    },
  }
}
