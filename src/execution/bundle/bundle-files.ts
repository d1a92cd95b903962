import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bootId } from '../boot-id.ts'
import type { ModuleFormat } from './build-handler.ts'
import { bundlerVersion } from './bundler.ts'
import type { InputSnapshot } from './input-snapshot.ts'

/** A bundle as it is remembered. */
export type BundleFacts = {
  /** What it was made of, first of all. */
  readonly file: string
  readonly format: ModuleFormat
  /** The name of the file with its code. */
  readonly code: string
  /** What somebody may edit, by absolute path. */
  readonly watched: readonly string[]
  /** Absent when something changed while it was made. */
  readonly inputs?: InputSnapshot
}

const FACTS = '.json'
const UNFINISHED = '.unfinished'

/**
 * A folder of bundles: of each, by its key, a file of facts and one of code. What another Node.js or esbuild
 * needs or made counts as not there, and what was there before the machine started: a power cut may
 * have emptied it.
 */
export function createBundleFiles(directory: string) {
  const madeBy = JSON.stringify([1, process.version, bundlerVersion(), bootId()])
  const write = async (name: string, content: string | Uint8Array) => {
    const path = join(directory, name)
    await writeFile(`${path}${UNFINISHED}`, content)
    await rename(`${path}${UNFINISHED}`, path)
  }
  const read = async (key: string): Promise<BundleFacts | undefined> => {
    const text = await readFile(join(directory, `${key}${FACTS}`), 'utf8').catch(() => undefined)
    if (text === undefined || !text.startsWith(`{"madeBy":${JSON.stringify(madeBy)}`))
      return undefined
    const { madeBy: _madeBy, ...facts } = JSON.parse(text)
    return existsSync(join(directory, facts.code)) ? facts : undefined
  }
  const remove = async (isWanted: (name: string) => boolean) => {
    for (const name of await readdir(directory)) {
      if (!isWanted(name)) await rm(join(directory, name), { force: true })
    }
  }

  return {
    pathOf: (name: string): string => join(directory, name),
    read,
    /** @param last - the one before, which a process that is being started may still have to read. */
    async write(key: string, facts: BundleFacts, code: Uint8Array, last?: string): Promise<void> {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await write(facts.code, code)
      await write(`${key}${FACTS}`, JSON.stringify({ madeBy, ...facts }))
      const wanted = [facts.code, `${key}${FACTS}`, last]
      await remove((name) => !name.startsWith(`${key}.`) || wanted.includes(name))
    },
    /** Removes what was made of files that are gone. */
    async sweep(): Promise<void> {
      const names = existsSync(directory) ? await readdir(directory) : []
      const live = new Set<string>()
      for (const key of new Set(names.map(keyOf))) {
        const facts = await read(key)
        if (facts !== undefined && existsSync(facts.file)) live.add(key)
      }
      if (names.length > 0) await remove((name) => live.has(keyOf(name)))
    },
  }
}

function keyOf(name: string): string {
  return name.split('.')[0] ?? name
}
