import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The programs of a function's layers that run beside its runtime: their names, in order. */
export async function extensionsIn(layersRoot: string | undefined): Promise<string[]> {
  if (layersRoot === undefined) return []
  try {
    const entries = await readdir(extensionsFolder(layersRoot), { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : entry.name)).sort()
  } catch {
    // Most layers have no such folder.
    return []
  }
}

export function extensionsFolder(layersRoot: string): string {
  return join(layersRoot, 'extensions')
}
