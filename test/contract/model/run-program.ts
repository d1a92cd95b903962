import fc from 'fast-check'
import type { StoreHarness } from '../store-harness.ts'
import { StoreModel } from './store-model.ts'

export type StoreCommand = fc.AsyncCommand<StoreModel, StoreHarness>

const crash: fc.Arbitrary<StoreCommand> = fc.constantFrom('crash', 'restart').map((how) => ({
  check: () => true,
  toString: () => how,
  async run(model, harness) {
    await harness[how]()
    model.crash()
  },
}))

/** Runs random programs against a store and a model of it, crashes among the requests. */
export function checkPrograms(
  harness: StoreHarness,
  commands: readonly fc.Arbitrary<StoreCommand>[],
  numRuns: number,
): Promise<void> {
  // One restart among some 25 requests, since it takes as long as a hundred of them.
  const any = fc.oneof(...commands.map((arbitrary) => ({ arbitrary, weight: 8 })), {
    arbitrary: crash,
    weight: 1,
  })
  const programs = fc.array(any, { maxLength: 40 })
  const property = fc.asyncProperty(programs, async (program) => {
    await harness.store.reset()
    const model = new StoreModel()
    for (const command of program) {
      if (command.check(model)) await command.run(model, harness)
    }
  })
  return fc.assert(property, { numRuns })
}
