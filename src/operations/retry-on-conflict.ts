import { ConcurrentModification } from '../domain/faults.ts'
import { RevisionConflict } from '../store/config-store.ts'

/** With so many lost races in a row, the caller is better placed to decide than another attempt. */
const ATTEMPTS = 25

/**
 * Runs a read-decide-write again while somebody else writes in between.
 *
 * @param attempt - reads afresh each time, and writes with the revision it has read.
 * @throws ConcurrentModification when it loses every time.
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries <= ATTEMPTS; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
    }
  }
  throw new ConcurrentModification(
    'The resource was changed by several requests at the same time. Try again.',
  )
}
