import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The programs that Lambda starts beside a runtime, by name, in order; busbar does not start them. */
export async function extensionsIn(layersRoot: string): Promise<string[]> {
  try {
    const entries = await readdir(join(layersRoot, 'extensions'), { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : entry.name)).sort()
  } catch {
    // Most layers have no such folder.
    return []
  }
}
