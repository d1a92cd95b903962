import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { findAmbientUses } from './find-ambient-uses.ts'

export type Verdict = {
  /** Modules under src that the rules were held against. */
  readonly modules: number
  /** One line each; empty when the house is in order. */
  readonly problems: readonly string[]
}

const RULES = join(import.meta.dirname, '..', '..', '.dependency-cruiser.cjs')

/** Holds the rules about who may know whom, and about time and chance, against `root`/src. */
export async function checkArchitecture(root: string): Promise<Verdict> {
  const files = globSync('src/**/*.{ts,mjs}', { cwd: root }).sort()
  const { modules, violations } = await cruiseRooms(root)
  const problems = [...violations, ...files.flatMap((file) => ambientUses(root, file))]

  // A cruiser that cannot read TypeScript sees nothing and finds nothing wrong.
  if (files.length === 0) problems.push(`no source files under ${join(root, 'src')}`)
  if (modules < files.length) {
    problems.push(`only ${modules} of ${files.length} source files were looked at`)
  }
  return { modules, problems }
}

async function cruiseRooms(root: string) {
  const options = await extractOptions(RULES)
  const { output } = await cruise(['src'], { ...options, baseDir: root })
  const { modules, summary } = output as ICruiseResult // A string only when a reporter is asked for.
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
  const seen = modules.filter(({ source, couldNotResolve }) => {
    return source.startsWith('src/') && couldNotResolve !== true
  })
  return { modules: seen.length, violations }
}

function ambientUses(root: string, file: string): string[] {
  const uses = findAmbientUses(file, readFileSync(join(root, file), 'utf8'))
  return uses.map(({ line, what }) => `time-and-chance-have-one-door: ${file}:${line} uses ${what}`)
}
