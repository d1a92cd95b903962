import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
/** Behind `exec node`, what `npm start` starts it with. */
const START: readonly string[] = scripts.start.split(' ').slice(2)
const READY = /^busbar is ready on (http:\/\/\S+)$/m
/**
 * Far longer than a start takes on a busy machine, and shorter than a test may take: so a server that
 * hangs fails its test and is ended.
 */
const DEADLINE_MS = 15_000

const unended = new Set<ChildProcess>()

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Something that runs, and what it has said so far. */
export type RunningProcess = {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Resolves with the first match on standard output; never, when there is none. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  stderr(): string
  kill(signal: NodeJS.Signals): void
}

export type ServerProcess = RunningProcess &
  AsyncDisposable & {
    readonly url: string
    /** From the start of the process to its ready line. */
    readonly readyAfterMs: number
    /** Sends the signal and waits for the end. */
    end(signal: NodeJS.Signals): Promise<Exit>
  }

export type ServerOptions = {
  readonly data: string
  /** Variables beside `BUSBAR_DATA` and `BUSBAR_PORT`. */
  readonly env?: Readonly<Record<string, string>>
}

/** Starts busbar as users do, and waits until it says that it is ready. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const startedAt = performance.now()
  const running = spawnServer(options)
  const url = await readyUrl(running)
  const end = (signal: NodeJS.Signals) => {
    running.kill(signal)
    return within(DEADLINE_MS, running.exited, `the server ends after ${signal}`)
  }
  return {
    ...running,
    url,
    readyAfterMs: performance.now() - startedAt,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
    },
  }
}

/** Starts busbar and leaves it to the caller whether it ever becomes ready. */
export function spawnServer({ data, env = {} }: ServerOptions): RunningProcess {
  return watch(
    spawn(process.execPath, START, {
      cwd: ROOT,
      env: { ...cleanEnvironment(), BUSBAR_PORT: '0', BUSBAR_DATA: data, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

/** The address that the server gives once it is ready. @throws when it ends before, or hangs. */
export async function readyUrl(running: RunningProcess): Promise<string> {
  const ended = running.exited.then(({ code }) => {
    throw new Error(`The server ended with ${code} before it was ready: ${running.stderr()}`)
  })
  const ready = running.said(READY).then(([, url = '']) => url)
  return within(DEADLINE_MS, Promise.race([ready, ended]), 'the server becomes ready')
}

/** Runs busbar where it is expected to refuse to start. */
export async function runToEnd(options: ServerOptions): Promise<Exit & { stderr: string }> {
  const running = spawnServer(options)
  try {
    const exit = await within(DEADLINE_MS, running.exited, 'the server refuses to start')
    return { ...exit, stderr: running.stderr() }
  } finally {
    running.kill('SIGKILL')
  }
}

/** Collects what a process says. */
export function watch(child: ChildProcess): RunningProcess {
  let [stdout, stderr] = ['', '']
  const listeners = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const listen of listeners) listen()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // `close` comes once the last words have been read.
  const exited = once(child, 'close').then(([code, signal]): Exit => {
    unended.delete(child)
    return { code, signal }
  })
  unended.add(child)
  if (child.pid === undefined) throw new Error('The process could not be started.')
  return {
    pid: child.pid,
    exited,
    said: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const match = pattern.exec(stdout)
          if (!match) return
          listeners.delete(look)
          resolve(match)
        }
        listeners.add(look)
        look()
      }),
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
  }
}

/** For `afterAll`: a test that runs out of time ends nothing by itself. */
export function endLeftovers(): void {
  for (const child of unended) child.kill('SIGKILL')
}

/** The environment of this process without settings of busbar's. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env)
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith('BUSBAR_')))
}

/** A directory of the test's own, which goes with it. */
export async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-e2e-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, maxRetries: 3 }) }
}

export async function within<T>(ms: number, work: Promise<T>, what: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`Not within ${ms} ms: ${what}.`)), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
