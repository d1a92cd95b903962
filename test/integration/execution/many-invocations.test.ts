import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createCountingLogs } from '../../support/counting-logs.ts'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

/** Tells how much memory is in use after everything is collected that can be. */
const HANDLER = `
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
export const handler = async (event) => {
  if (!event.measure) return event
  collect()
  return { pid: process.pid, heap: process.memoryUsage().heapUsed }
}`

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

it.runIf(process.platform === 'linux')(
  'leaves no file open and no memory in use after 10,000 warm invocations',
  async () => {
    await using functions = startExecutor({ logs: createCountingLogs() })
    const configuration = functions.define(HANDLER)
    const measure = async () => {
      const answer = answerOf(await functions.call(configuration, { measure: true }))
      const { pid, heap } = Object(answer) as { pid: number; heap: number }
      const files = [process.pid, pid].map((one) => readdirSync(`/proc/${one}/fd`).length)
      collect()
      return { pid, heap, own: process.memoryUsage().heapUsed, files }
    }
    const invokeMany = async (count: number) => {
      const text = 'x'.repeat(1_000)
      for (let i = 0; i < count; i += 1) await functions.call(configuration, { text })
    }
    await invokeMany(1_000)
    const before = await measure()
    await invokeMany(10_000)
    const after = await measure()
    expect(after.pid).toBe(before.pid)
    expect(after.files).toEqual(before.files)
    // A hundred bytes for each would be ten times as much.
    expect(after.heap - before.heap).toBeLessThan(100_000)
    expect(after.own - before.own).toBeLessThan(500_000)
  },
)
