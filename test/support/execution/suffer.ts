import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionConfiguration } from '../../../src/domain/function.ts'
import { createCountingLogs } from '../counting-logs.ts'
import type { Fault } from './faults.ts'
import { startExecutor } from './start-executor.ts'
import { until } from './until.ts'

const AT_ONCE = 4

type Suffering = {
  readonly times: number
  /** How much a function prints that prints without end. */
  readonly mebibytes: number
  readonly atOnce?: number
}

export type Suffered = {
  /** By the name of the fault: answers that were not what Lambda gives. */
  readonly wrong: ReadonlyMap<string, readonly string[]>
  /** How often another function was called meanwhile, and answers of it that were wrong. */
  readonly others: { readonly calls: number; readonly wrong: readonly string[] }
  readonly loggedBytes: number
  /** What is there when all is over that was not before. */
  readonly left: {
    readonly processes: readonly string[]
    readonly records: readonly string[]
    readonly temporary: readonly string[]
    readonly files: number
  }
}

/** Lets every fault happen so often, several at once, while another function is called all the time. */
export async function sufferFaults(
  faults: readonly Fault[],
  { times, mebibytes, atOnce = AT_ONCE }: Suffering,
): Promise<Suffered> {
  await startAndStop()
  const logs = createCountingLogs()
  const functions = startExecutor({ maxEnvironments: atOnce + 2, logs })
  const root = functions.root
  try {
    const filesBefore = openFiles()
    const wrong = new Map(faults.map(({ name }) => [name, [] as string[]]))
    const suffer = async (fault: Fault, configuration: FunctionConfiguration, turn: number) => {
      const requestId = `r-${configuration.functionName}-${turn}`
      const { payload } = await functions.call(configuration, { mebibytes }, { requestId })
      if (!isAnswer(fault.answer(requestId), payload)) wrong.get(fault.name)?.push(payload)
    }
    // Once for all turns: an environment that starts must not find its files half written.
    const faulty = faults.map((fault, index) => ({
      fault,
      configuration: functions.define(fault.files, {
        ...fault.changes,
        functionName: `fault-${index}`,
      }),
    }))
    const jobs = Array.from({ length: times }, (_, turn) =>
      faulty.map(
        ({ fault, configuration }) =>
          () =>
            suffer(fault, configuration, turn),
      ),
    ).flat()
    const all = inTurns(jobs, atOnce)
    const others = await callMeanwhile(functions, all)
    await all
    await functions.executor.stop()
    const left = await until('nothing is left', () => {
      const now = whatIsLeft(functions.stateDirectory, root, filesBefore)
      return isNothing(now) && now
    }).catch(() => whatIsLeft(functions.stateDirectory, root, filesBefore))
    return { wrong, others, loggedBytes: logs.bytes(), left }
  } finally {
    await functions[Symbol.asyncDispose]()
  }
}

/** Node.js opens a file of its own for the first process that it ever starts, and keeps it. */
async function startAndStop(): Promise<void> {
  await using functions = startExecutor()
  await functions.call(functions.define('export const handler = async (n) => n'))
}

async function inTurns(jobs: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  const queue = [...jobs]
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await job()
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function callMeanwhile(
  functions: ReturnType<typeof startExecutor>,
  all: Promise<void>,
): Promise<Suffered['others']> {
  const other = functions.define('export const handler = async (n) => n', { functionName: 'other' })
  let isOver = false
  const over = all.finally(() => {
    isOver = true
  })
  // The failure is the caller's to see.
  over.catch(() => {})
  const wrong: string[] = []
  let calls = 0
  // Once more afterwards.
  for (let last = false; !last; calls += 1) {
    last = isOver
    const { payload } = await functions.call(other, calls)
    if (payload !== String(calls)) wrong.push(payload)
    await new Promise((go) => setTimeout(go, 25))
  }
  return { calls, wrong }
}

function isAnswer(expected: string | RegExp, payload: string): boolean {
  return typeof expected === 'string' ? expected === payload : expected.test(payload)
}

function whatIsLeft(stateDirectory: string, root: string, filesBefore: number): Suffered['left'] {
  return {
    processes: processesBelow(root),
    records: readdirSync(join(stateDirectory, 'processes')),
    temporary: listIfThere(join(stateDirectory, 'tmp')),
    files: Math.max(0, openFiles() - filesBefore),
  }
}

function isNothing({ processes, records, temporary, files }: Suffered['left']): boolean {
  return processes.length + records.length + temporary.length + files === 0
}

/** Whose working directory or variables name the directory; on Linux only. */
function processesBelow(root: string): string[] {
  return listIfThere('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').includes(root)
    } catch {
      // Somebody else's, or it has just ended.
      return false
    }
  })
}

function openFiles(): number {
  return listIfThere('/proc/self/fd').length
}

function listIfThere(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
