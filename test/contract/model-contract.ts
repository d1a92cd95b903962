import { describe, it } from 'vitest'
import { configCommands } from './model/config-commands.ts'
import { checkPrograms } from './model/run-program.ts'
import { workCommands } from './model/work-commands.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

export function describeModel(open: OpenHarness): void {
  describe('any program of requests', () => {
    const harness = useHarness(open)

    it('does to configuration and queues what it does to the model, also over crashes', async () => {
      await checkPrograms(harness, [...configCommands, ...workCommands], 100)
    }, 120_000)
  })
}
