import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findDifference } from './match-output.ts'
import type { Block } from './parse-quickstart.ts'
import { type RunningServer, startServer } from './start-server.ts'

export type Surroundings = {
  /** An empty folder, where the reader sits at first. */
  readonly home: string
  /** Puts a copy of the project into a folder, in place of `git clone`. */
  copyProject(folder: string): void
  /** The port of the server, which the README gives as 4566. */
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  say(line: string): void
}

export type Outcome = { ran: number; skipped: number; readonly failures: string[] }

const SHOWN_PORT = 4566
const COMMAND_TIMEOUT_MS = 120_000
const PROJECT = 'busbar'

/**
 * Does what a reader of the quick start would do, command by command, and compares what is printed with what
 * the README shows. Stops at the first failure, since what follows builds on it.
 */
export async function runQuickstart(
  blocks: readonly Block[],
  surroundings: Surroundings,
): Promise<Outcome> {
  const { home, copyProject, port, env, say } = surroundings
  const outcome: Outcome = { ran: 0, skipped: 0, failures: [] }
  const clones = blocks.some(({ commands }) => commands.some(isClone))
  const hasAws = knowsEndpointVariable(
    spawnSync('aws', ['--version'], { env, encoding: 'utf8' }).stdout,
  )
  const exports: string[] = []
  let folder = clones ? home : join(home, PROJECT)
  let server: RunningServer | undefined

  if (!clones) copyProject(folder)

  async function run(command: string): Promise<string | undefined> {
    if (isClone(command)) {
      copyProject(join(folder, PROJECT))
      if (command.includes('&& cd ')) folder = join(folder, PROJECT)
      return ''
    }
    if (command.startsWith('cd ')) {
      folder = join(folder, command.slice(3).trim())
      return ''
    }
    if (command.startsWith('export ')) {
      exports.push(command)
      return ''
    }
    if (callsAws(command) && !hasAws) {
      say(`skipped, no AWS CLI that knows AWS_ENDPOINT_URL here: ${command}`)
      outcome.skipped += 1
      return undefined
    }
    const script = withPort([...exports, command].join('\n'), SHOWN_PORT, port)
    if (startsServer(command)) {
      await server?.stop()
      server = await startServer(script, folder, env)
      return server.printed
    }
    return runToEnd(script, folder, env)
  }

  try {
    for (const { commands, output } of blocks) {
      let printed: string | undefined = ''
      for (const command of commands) {
        say(`$ ${command}`)
        const text = await run(command)
        if (text !== undefined) outcome.ran += 1
        printed = printed === undefined || text === undefined ? undefined : printed + text
      }
      // Where a command was skipped, there is not everything to compare.
      if (output === undefined || printed === undefined) continue
      const shown = withPort(printed, port, SHOWN_PORT)
      const difference = findDifference(output, shown)
      if (difference !== undefined) {
        throw new Error(`${difference}\n--- shown\n${output.text}\n--- printed\n${shown}`)
      }
    }
  } catch (error) {
    outcome.failures.push(error instanceof Error ? error.message : String(error))
  } finally {
    await server?.stop()
  }
  return outcome
}

function isClone(command: string): boolean {
  return command.startsWith('git clone ')
}

function startsServer(command: string): boolean {
  return /(^|\s)npm start$/.test(command)
}

function callsAws(command: string): boolean {
  return /(^|[|&;(]\s*|\s)aws\s/.test(command)
}

function withPort(text: string, from: number, to: number): string {
  return text
    .replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`)
    .replaceAll(`localhost:${from}`, `localhost:${to}`)
}

function runToEnd(script: string, cwd: string, env: NodeJS.ProcessEnv): string {
  const { status, signal, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `set -eo pipefail\n${script}`],
    { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: COMMAND_TIMEOUT_MS },
  )
  if (status !== 0) {
    throw new Error(`it ended with ${signal ?? `code ${status}`}\n${stdout}${stderr}`)
  }
  return stdout
}

/** Older CLIs would ask AWS itself. @param version - what `aws --version` printed, if there is one. */
function knowsEndpointVariable(version: string | null): boolean {
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(version ?? '') ?? []
  const least: Record<string, number> = { 1: 29, 2: 13 }
  return major !== undefined && Number(minor) >= (least[major] ?? 0)
}
