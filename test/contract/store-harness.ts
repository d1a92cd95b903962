import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Store } from '../../src/store/store.ts'

/** One engine with data of its own, as a test sees it. */
export type StoreHarness = {
  readonly store: Store
  /** Stops, and opens the same data again. */
  restart(): Promise<void>
  /** Opens the data again as a process finds them whose predecessor is gone without a word. */
  crash(): Promise<void>
  dispose(): Promise<void>
}

export type OpenHarness = () => Promise<StoreHarness>

/** One store for the tests of a group, emptied before each. */
export function useHarness(open: OpenHarness): StoreHarness {
  let harness: StoreHarness | undefined
  const current = () => {
    if (harness === undefined) throw new Error('The store is opened before the first test.')
    return harness
  }
  beforeAll(async () => {
    harness = await open()
  })
  beforeEach(() => current().store.reset())
  afterAll(() => harness?.dispose())

  return {
    get store() {
      return current().store
    },
    restart: () => current().restart(),
    crash: () => current().crash(),
    dispose: () => current().dispose(),
  }
}
