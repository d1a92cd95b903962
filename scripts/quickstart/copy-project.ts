import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a clone of the project's present state would hold, plus the packages that are installed here. */
export function copyProject(root: string, folder: string): void {
  const list = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  for (const file of new Set(list.split('\0'))) {
    // The index may still name a file that was deleted.
    if (file === '' || !existsSync(join(root, file))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file), { verbatimSymlinks: true })
  }
  const packages = join(root, 'node_modules')
  if (existsSync(packages)) symlinkSync(packages, join(folder, 'node_modules'))
}
