import { type ChildProcess, spawn } from 'node:child_process'
import { killGroup, type ProcessRecords, signalGroup } from '../environment/process-records.ts'
import { exitStatus } from '../error-payloads.ts'
import { createOutputLines, type OutputSink } from '../logs/output-lines.ts'

export type ExtensionProcess = {
  /** Resolves with how it ended, as AWS words it. */
  readonly ended: Promise<string>
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
}

/** @returns why it could not be started, if so. */
export async function startExtensionProcess(
  records: ProcessRecords,
  output: OutputSink,
  launch: { readonly file: string; readonly variables: Readonly<Record<string, string>> },
): Promise<ExtensionProcess | NodeJS.ErrnoException> {
  const child = spawn(launch.file, [], {
    cwd: '/',
    env: launch.variables,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) return new Promise((resolve) => child.once('error', resolve))
  records.add(pid)
  passOn(child, output)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      killGroup(pid)
      records.remove(pid)
      resolve(exitStatus(code, signal))
    })
  })
  return { ended, signal: (signal) => signalGroup(pid, signal) }
}

/** What an extension prints stands in its function's log. */
function passOn(child: ChildProcess, output: OutputSink): void {
  for (const stream of [child.stdout, child.stderr]) {
    const lines = createOutputLines(output)
    stream?.on('data', lines.push)
    stream?.once('close', lines.flush)
  }
}
