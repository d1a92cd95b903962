import { describe } from 'vitest'
import { openSqliteHarness } from './sqlite-harness.ts'
import { describeStore } from './store-contract.ts'

describe('the SQLite engine', () => {
  describeStore(openSqliteHarness)
})
