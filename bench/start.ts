/**
 * From spawn to ready, and memory at rest: `node bench/start.ts [--quick]`. Empty, with 10,000 rules, and
 * after `kill -9` in the middle of a load that has left its data. The reference is a Node process that
 * imports nothing and listens.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { putEventsLoad } from './support/put-events-load.ts'
import { putRules } from './support/put-rules.ts'
import { writeResults } from './support/results.ts'
import { cpuMsOf, newDataDirectory, startServer } from './support/server.ts'
import { percentile, rounded } from './support/statistics.ts'

const isQuick = process.argv.includes('--quick')
const RUNS = isQuick ? 3 : 7
const RULES = 10_000
const UNTIL_IDLE_MS = 1_500
const LOAD = { entries: 10, connections: 32, detailBytes: 600, warmUpMs: 0 }
const LOAD_MS = isQuick ? 3_000 : 20_000
const BARE = "require('node:http').createServer().listen(0, () => console.log('ready'))"

const rows = [
  await measure('empty', async () => {}),
  await measure(`${RULES} rules`, (server) => putRules(server.url, RULES)),
  await measure(
    'after kill -9 under load',
    (server) => putEventsLoad(server, { ...LOAD, measureMs: LOAD_MS }),
    'kill',
  ),
  { what: 'bare node:http server', ...(await measureBare()) },
]
writeResults('start', rows)

/** Starts again and again with what was prepared; the first start of all fills the compile cache. */
async function measure(
  what: string,
  prepare: (server: { readonly url: string; readonly pid: number }) => Promise<unknown>,
  how: 'stop' | 'kill' = 'stop',
) {
  const ready: number[] = []
  const cpu: number[] = []
  const memory: number[] = []
  const data = newDataDirectory()
  const first = await startServer({}, data)
  await prepare(first)
  await first.kill()
  for (let run = 1; run <= RUNS; run++) {
    const server = await startServer({}, data)
    ready.push(server.readyMs)
    cpu.push(server.readyCpuMs)
    if (what === 'empty') await pause(UNTIL_IDLE_MS)
    memory.push(server.rssMiB())
    if (run === RUNS) await server[Symbol.asyncDispose]()
    else if (how === 'kill') await server.kill()
    else await server.stop()
  }
  return { what, ...summary(ready, cpu), 'RSS MiB': rounded(percentile(memory, 0.5)) }
}

/** What the start of any Node process takes, and of a child of this one. */
async function measureBare() {
  const ready: number[] = []
  const cpu: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now()
    const child = spawn(process.execPath, ['--eval', BARE], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    ready.push(performance.now() - started)
    cpu.push(cpuMsOf(child.pid ?? 0))
    child.kill()
    await once(child, 'exit')
  }
  return { ...summary(ready, cpu), 'RSS MiB': 0 }
}

function summary(ready: readonly number[], cpu: readonly number[]) {
  return {
    'ready ms, median': rounded(percentile(ready, 0.5)),
    max: rounded(Math.max(...ready)),
    'processor ms, median': rounded(percentile(cpu, 0.5)),
  }
}
