import { describe } from 'vitest'
import { createInMemoryBlobStore } from '../support/execution/in-memory-blob-store.ts'
import { createInMemoryConfigStore } from '../support/in-memory-config-store.ts'
import { createInMemoryFunctionLogs } from '../support/in-memory-function-logs.ts'
import { createInMemoryStore } from '../support/in-memory-store.ts'
import { describeAccept } from './accept-contract.ts'
import type { StoreHarness } from './store-harness.ts'
import { describeWorkQueue } from './work-queue-contract.ts'

async function openHarness(): Promise<StoreHarness> {
  const { crash, ...store } = createInMemoryStore()
  const restart = async () => crash()
  return {
    store: {
      ...store,
      config: createInMemoryConfigStore(),
      blobs: createInMemoryBlobStore(),
      logs: createInMemoryFunctionLogs(),
      stop: async () => {},
    },
    restart,
    crash: restart,
    dispose: async () => {},
  }
}

describe('the store that unit tests use', () => {
  describeAccept(openHarness)
  describeWorkQueue(openHarness)
})
