import type { RefusedRule } from '../domain/rule.ts'
import type { Logger } from '../platform/logger.ts'

/**
 * The stored rules that this version of busbar does not understand, because the one that accepted them was more
 * lenient. They match nothing or do not fire until they are put anew.
 */
export type RefusedRules = {
  /** @param found - what is not understood of a rule, now that it was read; nothing when it is gone. */
  note(rule: string, found: readonly RefusedRule[]): void
  /** Those there are now. */
  all(): readonly RefusedRule[]
}

export function createRefusedRules(log: Logger): RefusedRules {
  const refused = new Map<string, readonly RefusedRule[]>()
  return {
    note(key, found) {
      if (found.length > 0) refused.set(key, found)
      else refused.delete(key)
      for (const { rule, ...why } of found)
        log.error('a stored rule is not valid', { rule, ...why })
    },
    all: () => [...refused.values()].flat(),
  }
}
