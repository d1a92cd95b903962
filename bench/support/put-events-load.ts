import { execFile, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { LoadOptions, LoadReport } from './processes/load-generator.ts'
import { cpuMsOf } from './server.ts'

const run = promisify(execFile)
const LOAD = fileURLToPath(new URL('./processes/load-generator.ts', import.meta.url))
const BARE = fileURLToPath(new URL('./processes/bare-server.ts', import.meta.url))

export type Load = Omit<LoadOptions, 'url' | 'seed'>
export type Measured = LoadReport & {
  readonly eventsPerSecond: number
  /** Processor time of the server for each event, warm-up included; says most on a busy machine. */
  readonly cpuMicros: number
}

/** Loads a server from a process of its own. */
export async function putEventsLoad(
  server: { readonly url: string; readonly pid: number },
  load: Load,
): Promise<Measured> {
  const before = cpuMsOf(server.pid)
  const options: LoadOptions = { ...load, url: server.url, seed: 1 }
  const { stdout } = await run(process.execPath, [LOAD, JSON.stringify(options)])
  const report: LoadReport = JSON.parse(stdout)
  const used = cpuMsOf(server.pid) - before
  return {
    ...report,
    eventsPerSecond: (report.requests * load.entries) / report.seconds,
    cpuMicros: (used * 1e3) / (report.sent * load.entries),
  }
}

/** The bare `node:http` server, for as long as it is in use. */
export async function startBareServer() {
  const child = spawn(process.execPath, [BARE], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk).replace('ready on ', '').trim()))
    child.once('exit', reject)
  })
  return {
    url,
    // It runs, so it has one.
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}
