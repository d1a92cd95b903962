import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { FunctionLayer, LayerCode } from '../../domain/layer.ts'
import type { Random } from '../../platform/random.ts'
import type { CodeCache, CodeInUse } from './code-cache.ts'

export type LayerSets = {
  /** What is `/opt` on AWS: the layers laid over each other, in their order. */
  use(layers: readonly FunctionLayer[]): Promise<CodeInUse>
}

/**
 * Merges layers. A set of archives is merged once; one with a folder in it for each environment anew,
 * since its files change. A layer alone is used as it is.
 *
 * @param deps.directory - of the code cache, which removes at the next start what is here.
 */
export function createLayerSets(deps: {
  readonly code: CodeCache
  readonly directory: string
  readonly random: Random
}): LayerSets {
  const { code, directory, random } = deps
  const merging = new Map<string, Promise<void>>()

  const mergeOnce = (root: string, roots: readonly string[]) => {
    const running = merging.get(root)
    if (running !== undefined) return running
    const work = existsSync(root) ? Promise.resolve() : merge(roots, root)
    const done = work.finally(() => merging.delete(root))
    merging.set(root, done)
    return done
  }

  return {
    async use(layers) {
      const parts: CodeInUse[] = []
      const release = () => {
        for (const part of parts) part.release()
      }
      try {
        for (const layer of layers) parts.push(await open(code, layer.code))
        const roots = parts.map(({ root }) => root)
        const [only, ...others] = roots
        if (only !== undefined && others.length === 0) return { root: only, release }
        const address = addressOf(layers)
        const root = join(directory, address ?? random.uuid())
        await mergeOnce(root, roots)
        if (address !== undefined) return { root, release }
        return {
          root,
          release() {
            release()
            void rm(root, { recursive: true, force: true })
          },
        }
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

async function open(code: CodeCache, layer: LayerCode): Promise<CodeInUse> {
  return layer.kind === 'zip' ? code.use(layer.sha256) : { root: layer.path, release() {} }
}

/** `undefined` when it holds what may change. */
function addressOf(layers: readonly FunctionLayer[]): string | undefined {
  const hash = createHash('sha256')
  for (const { code } of layers) {
    if (code.kind !== 'zip') return undefined
    hash.update(`${code.sha256}\n`)
  }
  return hash.digest('hex')
}

async function merge(roots: readonly string[], target: string): Promise<void> {
  const unfinished = `${target}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  for (const root of roots) await overlay(root, unfinished)
  await rename(unfinished, target)
}

/** Files are linked, not copied: layers with packages have thousands. */
async function overlay(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      await makeDirectory(target)
      await overlay(source, target)
      continue
    }
    await rm(target, { recursive: true, force: true })
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target))
  }
}

/** A link or a file of an earlier layer gives way: nothing may be written through a link. */
async function makeDirectory(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found?.isDirectory()) return
  await rm(path, { force: true })
  await mkdir(path)
}
