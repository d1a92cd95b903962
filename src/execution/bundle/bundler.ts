import { createRequire } from 'node:module'
import type { BuildOptions, BuildResult, Message } from 'esbuild'
import { Unavailable } from '../../domain/faults.ts'
import type { Timers } from '../../platform/timers.ts'

type Esbuild = typeof import('esbuild')

const require = createRequire(import.meta.url)

/** Its own process holds some 15 MB; starting it again takes a tenth of a second at most. */
const IDLE_MS = 5_000

export type Built =
  | { readonly result: BuildResult<{ write: false; metafile: true }> }
  | { readonly errors: readonly Message[] }

export type Bundler = {
  /** What is wrong with the code is a value. @throws Unavailable where esbuild does not run. */
  build(options: BuildOptions): Promise<Built>
  stop(): Promise<void>
}

/** esbuild, loaded with the first build; its process is there while it has work, and some seconds longer. */
export function createBundler(timers: Timers): Bundler {
  let loading: Promise<Esbuild> | undefined
  let running = 0
  let cancelStop = () => {}
  const stop = async () => {
    cancelStop()
    await (await loading)?.stop()
  }
  const attempt = async (options: BuildOptions): Promise<Built> => {
    loading ??= import('esbuild')
    const { build } = await loading
    try {
      return { result: await build({ ...options, write: false, metafile: true }) }
    } catch (error) {
      if (isBuildFailure(error)) return { errors: error.errors }
      throw error
    }
  }

  return {
    async build(options) {
      cancelStop()
      running += 1
      try {
        // Its process may have been killed; it starts another one only after it was told to stop.
        return await attempt(options).catch(async () => {
          await stop()
          return attempt(options)
        })
      } catch (cause) {
        loading = undefined
        throw new Unavailable('esbuild, which TypeScript handlers need, does not run here.', {
          cause,
        })
      } finally {
        running -= 1
        if (running === 0) cancelStop = timers.after(IDLE_MS, () => void stop())
      }
    },
    stop,
  }
}

/** Which esbuild makes the bundles, without loading it. */
export function bundlerVersion(): string {
  return String(require('esbuild/package.json').version)
}

function isBuildFailure(error: unknown): error is { readonly errors: readonly Message[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
