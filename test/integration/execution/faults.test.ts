import { beforeAll, describe, expect, it } from 'vitest'
import { MAX_OUTPUT_BYTES } from '../../../src/execution/logs/environment-log.ts'
import { allFaults } from '../../support/execution/faults.ts'
import { HAS_CURL, HAS_PYTHON } from '../../support/execution/machine.ts'
import { type Suffered, sufferFaults } from '../../support/execution/suffer.ts'

const TIMES = 20
const MEBIBYTES = 16
const LIMIT_MS = 300_000
const faults = allFaults({ python: HAS_PYTHON, curl: HAS_CURL })

describe.runIf(process.platform === 'linux')(`functions that fail ${TIMES} times each`, () => {
  let suffered: Suffered
  beforeAll(async () => {
    suffered = await sufferFaults(faults, { times: TIMES, mebibytes: MEBIBYTES })
  }, LIMIT_MS)

  it.each(faults.map(({ name }) => name))('are told of as Lambda does (%s)', (name) => {
    expect(suffered.wrong.get(name)).toEqual([])
  })

  it('disturb no other function', () => {
    expect(suffered.others.wrong).toEqual([])
    expect(suffered.others.calls).toBeGreaterThan(TIMES)
  })

  it('leave no process, no record, no file and no descriptor behind', () => {
    expect(suffered.left).toEqual({ processes: [], records: [], temporary: [], files: 0 })
  })

  it('fill the log up to its limit only', () => {
    expect(suffered.loggedBytes).toBeLessThan(1.2 * TIMES * MAX_OUTPUT_BYTES)
    expect(suffered.loggedBytes).toBeGreaterThan(0.9 * TIMES * MAX_OUTPUT_BYTES)
  })
})
