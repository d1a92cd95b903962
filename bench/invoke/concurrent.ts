import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startLocalExecutor } from '../support/local-executor.ts'

const PAYLOAD = JSON.stringify({ text: 'x'.repeat(1_000) })
const ECHO = 'export const handler = async (event) => event'

/** So many environments of one function, each invoked again as soon as it has answered. */
export async function measureConcurrent(environments: number, invocations: number) {
  await using executor = await startLocalExecutor(environments)
  const echo = executor.define('echo', ECHO)
  const invokeAll = (count: number) => {
    let left = count
    const one = async () => {
      while (left-- > 0) await executor.invoke(echo, PAYLOAD)
    }
    return Promise.all(Array.from({ length: environments }, one))
  }
  await invokeAll(environments * 20)
  const startedAt = performance.now()
  await invokeAll(invocations)
  return { perSecond: (invocations * 1_000) / (performance.now() - startedAt) }
}

/** What an environment takes up that waits for its next invocation. */
export async function measureIdleMemory() {
  await using executor = await startLocalExecutor()
  await executor.invoke(executor.define('echo', ECHO), PAYLOAD)
  const [pid = 0] = executor.pids()
  await pause(500)
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1])
  return { rssMiB: kilobytes('Rss') / 1_024, pssMiB: kilobytes('Pss') / 1_024 }
}

/** What many warm invocations leave behind, in this process and in that of the environment. */
export async function measureLeftovers(invocations: number) {
  await using executor = await startLocalExecutor()
  const echo = executor.define('echo', ECHO)
  const invokeMany = async (count: number) => {
    for (let i = 0; i < count; i += 1) await executor.invoke(echo, PAYLOAD)
    await pause(200)
  }
  await invokeMany(3_000)
  const [pid = 0] = executor.pids()
  const before = { server: usageOf(process.pid), environment: usageOf(pid) }
  await invokeMany(invocations)
  const after = { server: usageOf(process.pid), environment: usageOf(pid) }
  return { before, after }
}

function usageOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const rssMiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024
  return { rssMiB, files: readdirSync(`/proc/${pid}/fd`).length }
}
