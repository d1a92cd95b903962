import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type BenchServer = AsyncDisposable & {
  readonly url: string
  readonly pid: number
  /** From spawn to the ready line, in milliseconds. */
  readonly readyMs: number
  /** Processor time of all its threads up to the ready line, in milliseconds; steadier than the time on a busy machine. */
  readonly readyCpuMs: number
  /** Ends it, and leaves its data. */
  stop(): Promise<void>
  /** The same, as a crash does it. */
  kill(): Promise<void>
  /** Resident memory of the server's process, in MiB. */
  rssMiB(): number
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
/** Behind `exec node`, what `npm start` starts it with, as the image does. */
const START: readonly string[] = scripts.start.split(' ').slice(2)

/** @returns a new directory where the machine keeps temporary files. */
export function newDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'busbar-bench-'))
}

/**
 * A real server process on a free port.
 * @param data - removed when the server is disposed of.
 */
export async function startServer(
  environment: Record<string, string> = {},
  data = newDataDirectory(),
): Promise<BenchServer> {
  const started = performance.now()
  const child = spawn(process.execPath, START, {
    cwd: ROOT,
    env: {
      ...process.env,
      BUSBAR_PORT: '0',
      BUSBAR_DATA: data,
      BUSBAR_LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
      const ready = /ready on (http:\S+)/.exec(printed)?.[1]
      if (ready) resolve(ready)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)))
  })
  const readyMs = performance.now() - started
  const readyCpuMs = cpuMsOf(child.pid ?? 0)
  const end = async (signal: NodeJS.Signals) => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  return {
    url,
    // It runs, so it has one.
    pid: child.pid ?? 0,
    readyMs,
    readyCpuMs,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    rssMiB() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      rmSync(data, { recursive: true, force: true })
    },
  }
}

const MS_PER_CLOCK_TICK = 10

/** User and system time of a process, all threads. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_CLOCK_TICK
}
