import { createCommitLines, type WeighedRequest } from './commit-lines.ts'
import type { Committer, GroupReply } from './committer.ts'

/** The answer to a group, in its order: those that went first, then the others. */
export type CommittedGroup = GroupReply & {
  /** How many went first. */
  readonly first: number
}

/**
 * Commits in groups, without a timer: whatever arrives while a group is being committed makes up the next one.
 * Alone, a request waits for nobody; under load, many share one wait for the disk. This thread forms the groups
 * itself, so that it need not wait for the main thread between two of them.
 *
 * @returns takes requests; replies come later, a group at a time.
 */
export function commitInGroups({ commit }: Pick<Committer, 'commit'>) {
  const lines = createCommitLines()
  let isUnderWay = false

  const commitNext = (reply: (group: CommittedGroup) => void) => {
    const { requests, first } = lines.takeGroup()
    isUnderWay = requests.length > 0
    if (!isUnderWay) return
    const committed = commit(requests)
    reply({ ...committed, first })
    // The files cannot be trusted any more: the rest is not to be committed.
    if (committed.failures.some(({ failure }) => failure.kind === 'fatal')) return
    // Messages that came meanwhile are read before the loop is here again.
    setImmediate(commitNext, reply)
  }

  return (requests: readonly WeighedRequest[], reply: (group: CommittedGroup) => void) => {
    lines.add(requests)
    if (isUnderWay) return
    isUnderWay = true
    setImmediate(commitNext, reply)
  }
}
