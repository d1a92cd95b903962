import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { sep } from 'node:path'
import type { Logger } from '../../platform/logger.ts'
import type { Timers } from '../../platform/timers.ts'
import { wallClockNow } from '../../platform/wall-clock.ts'
import { type BuildProblem, buildHandler, type ModuleFormat } from './build-handler.ts'
import { type BundleFacts, createBundleFiles } from './bundle-files.ts'
import { createBundler } from './bundler.ts'
import { handlerSource } from './handler-source.ts'
import { foldersOf, isUnchanged, ownFiles, settingsFor, takeSnapshot } from './input-snapshot.ts'
import { createInputWatch } from './input-watch.ts'

/** Where a function's process finds its TypeScript, or why there is nothing to run. */
export type HandlerBundle = {
  /** The developer's file, by whose name the code goes. */
  readonly file: string
} & ({ readonly format: ModuleFormat; readonly bundle: string } | BuildProblem)

export type BundleInUse = {
  readonly handler: HandlerBundle
  /** No change is told after it. More than one call does no harm. */
  release(): void
}

export type HandlerBundles = {
  /**
   * Bundles a TypeScript handler, unless that has been done and nothing has changed since.
   *
   * @param onChange - told when a file that it was made of changes and lies outside of `taskRoot`.
   * @returns `undefined` for a handler that is no TypeScript.
   * @throws Unavailable where esbuild does not run.
   */
  use(taskRoot: string, handler: string, onChange: () => void): Promise<BundleInUse | undefined>
  /** Ends what makes bundles; resolves when it is gone. */
  stop(): Promise<void>
}

type Made = { readonly handler: HandlerBundle; readonly watched: readonly string[] }

/** @param deps.directory - where bundles are kept. */
export function createHandlerBundles(deps: {
  readonly directory: string
  readonly timers: Timers
  readonly log: Logger
}): HandlerBundles {
  const bundler = createBundler(deps.timers)
  const inputWatch = createInputWatch(deps)
  const making = new Map<string, Promise<Made>>()
  let files: ReturnType<typeof createBundleFiles> | undefined
  let swept: Promise<void> | undefined

  const make = async (file: string): Promise<Made> => {
    files ??= createBundleFiles(deps.directory)
    swept ??= files.sweep()
    await swept
    const key = shortHash(file)
    const kept = await files.read(key)
    if (kept?.inputs !== undefined && isUnchanged(kept.inputs)) return madeOf(kept, files.pathOf)
    const startedAt = wallClockNow()
    const built = await buildHandler(bundler, file)
    if ('problem' in built) return { handler: { file, ...built }, watched: [] }
    const { format, inputs, outside, code } = built
    const own = ownFiles(inputs)
    const settings = settingsFor(own)
    const paths = [...inputs, ...outside, ...foldersOf(own), ...settings]
    const snapshot = takeSnapshot(paths, startedAt)
    const facts: BundleFacts = {
      file,
      format,
      code: `${key}.${shortHash(code)}`,
      watched: [...own, ...settings.filter((path) => existsSync(path))],
      ...(snapshot && { inputs: snapshot }),
    }
    await files.write(key, facts, code, kept?.code)
    return madeOf(facts, files.pathOf)
  }
  /** Environments that start together share one. */
  const makeOnce = (file: string) => {
    const running = making.get(file)
    if (running !== undefined) return running
    const work = make(file).finally(() => making.delete(file))
    making.set(file, work)
    return work
  }

  return {
    async use(taskRoot, handler, onChange) {
      const file = handlerSource(taskRoot, handler)
      if (file === undefined) return undefined
      const { handler: found, watched } = await makeOnce(file)
      const outside = watched.filter((path) => !path.startsWith(`${taskRoot}${sep}`))
      return { handler: found, release: inputWatch.watch(outside, onChange) }
    },
    stop: () => bundler.stop(),
  }
}

function madeOf({ file, format, code, watched }: BundleFacts, pathOf: (name: string) => string) {
  return { handler: { file, format, bundle: pathOf(code) }, watched }
}

function shortHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}
