import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export type ResultRow = Readonly<Record<string, string | number>>

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url))

/**
 * Prints what a benchmark measured as a table, and writes it as JSON, with what is needed to compare
 * it with the same benchmark of another commit: to `bench/results/<name>.json`, or to the file given
 * on the command line by `--json <file>`.
 */
export function writeResults(name: string, rows: readonly ResultRow[]): void {
  console.table(rows)
  const given = process.argv.indexOf('--json')
  const file = given < 0 ? `${FOLDER}${name}.json` : resolve(process.argv[given + 1] ?? '')
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ name, commit: commit(), machine, rows }, null, 2)}\n`)
  console.log(`written to ${file}`)
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
