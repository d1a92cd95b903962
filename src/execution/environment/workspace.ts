import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FunctionConfiguration } from '../../domain/function.ts'
import { runtimeFamily } from '../../domain/runtime.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Random } from '../../platform/random.ts'
import type { BundleInUse, HandlerBundle, HandlerBundles } from '../bundle/handler-bundles.ts'
import type { CodeCache, CodeInUse } from '../code/code-cache.ts'
import type { LayerSets } from '../code/layer-sets.ts'
import type { ProcessRecords } from './process-records.ts'

export type WorkspaceDeps = {
  readonly random: Random
  readonly code: CodeCache
  readonly layerSets: LayerSets
  readonly bundles: HandlerBundles
  readonly records: ProcessRecords
  readonly log: Logger
}

export type Directories = {
  readonly taskRoot: string
  readonly layersRoot?: string
  readonly temporaryDirectory: string
  readonly bundle?: HandlerBundle
}

/** Where the code of one environment lies, and where it may write. */
export type Workspace = {
  /** The same directories each time: a second init finds them as the first one left them. */
  prepare(): Promise<Directories>
  /** Removes what only this environment used; may be repeated. */
  cleanUp(): Promise<void>
}

/** @param onOutdated - called when what the code was made of has changed. */
export function createWorkspace(
  deps: WorkspaceDeps,
  configuration: FunctionConfiguration,
  onOutdated: () => void,
): Workspace {
  const { code, layerSets, bundles, records, random, log } = deps
  let path: string | undefined
  let codeInUse: CodeInUse | undefined
  let layersInUse: CodeInUse | undefined
  let bundleInUse: BundleInUse | undefined

  /** Only for code in a folder: on Lambda, and from an archive, there is no TypeScript. */
  const makeBundle = async (taskRoot: string) => {
    const { handler, code, runtime } = configuration
    if (code.kind !== 'directory' || runtimeFamily(runtime) !== 'nodejs') return undefined
    return bundles.use(taskRoot, handler, onOutdated)
  }

  return {
    async prepare() {
      const { layers } = configuration
      path ??= await records.makeTemporaryDirectory(random.uuid())
      if (configuration.code.kind === 'zip') {
        codeInUse ??= await code.use(configuration.code.sha256)
      }
      if (layers !== undefined) layersInUse ??= await layerSets.use(layers)
      const taskRoot = codeInUse?.root ?? (await directoryOf(configuration))
      bundleInUse ??= await makeBundle(taskRoot)
      return {
        taskRoot,
        temporaryDirectory: path,
        ...(layersInUse && { layersRoot: layersInUse.root }),
        ...(bundleInUse && { bundle: bundleInUse.handler }),
      }
    },
    async cleanUp() {
      codeInUse?.release()
      layersInUse?.release()
      bundleInUse?.release()
      if (path === undefined) return
      await records.removeTemporaryDirectory(path).catch((error: unknown) => {
        log.warn('A temporary directory of a function could not be removed', { path, error })
      })
    },
  }
}

/** The code of a development function may be a single file; its folder is the root then. */
async function directoryOf({ code }: FunctionConfiguration): Promise<string> {
  if (code.kind !== 'directory') throw new Error('Code of this kind has no directory.')
  const found = await stat(code.path).catch(() => undefined)
  return found?.isFile() ? dirname(code.path) : code.path
}
