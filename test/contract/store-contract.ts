import { describeAccept } from './accept-contract.ts'
import { describeBlobs } from './blob-contract.ts'
import { describeConfig } from './config-contract.ts'
import { describeEventLog } from './event-log-contract.ts'
import { describeFunctionLogs } from './function-logs-contract.ts'
import { describeLifeCycle } from './life-cycle-contract.ts'
import { describeListing } from './listing-contract.ts'
import { describeModel } from './model-contract.ts'
import type { OpenHarness } from './store-harness.ts'
import { describeWorkQueue } from './work-queue-contract.ts'

/** What every engine promises: call it in a test file of the engine. */
export function describeStore(open: OpenHarness): void {
  describeConfig(open)
  describeListing(open)
  describeAccept(open)
  describeEventLog(open)
  describeWorkQueue(open)
  describeBlobs(open)
  describeFunctionLogs(open)
  describeLifeCycle(open)
  describeModel(open)
}
