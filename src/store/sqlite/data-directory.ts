import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { StoreUnavailable } from './store-unavailable.ts'

export type DataDirectory = {
  readonly path: string
  /** Whether the files go with the process. */
  readonly temporary: boolean
  /** Removes a temporary directory; leaves any other as it is. */
  dispose(): void
}

/**
 * Makes sure that there is a directory to write into.
 *
 * @param directory - `:memory:` is a private temporary directory, removed when the process exits.
 * @throws StoreUnavailable
 */
export function openDataDirectory(directory: string): DataDirectory {
  if (directory === ':memory:') return createTemporaryDirectory()
  const path = resolve(directory)
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw new StoreUnavailable(`The data directory ${path} cannot be written (${code}).`, { cause })
  }
  return { path, temporary: false, dispose: () => {} }
}

/** Of the names of private temporary directories. */
export const TEMPORARY_PREFIX = 'busbar-memory-'

function createTemporaryDirectory(): DataDirectory {
  const path = mkdtempSync(join(tmpdir(), TEMPORARY_PREFIX))
  const remove = () => rmSync(path, { recursive: true, force: true })
  process.on('exit', remove)
  const dispose = () => {
    process.off('exit', remove)
    remove()
  }
  return { path, temporary: true, dispose }
}
