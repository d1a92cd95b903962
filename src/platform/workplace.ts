import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export type Workplace = { readonly path: string; dispose(): void }

/** Where code is unpacked and processes are recorded: beside the data, and as private as it is. */
export function openWorkplace(data: string): Workplace {
  if (data !== ':memory:') return { path: resolve(data), dispose: () => {} }
  const path = mkdtempSync(join(tmpdir(), 'busbar-run-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  process.on('exit', remove)
  const dispose = () => {
    process.off('exit', remove)
    remove()
  }
  return { path, dispose }
}
