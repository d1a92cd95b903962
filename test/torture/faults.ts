import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  allFaultKinds,
  chooseFaultKinds,
  type FaultKind,
} from '../support/execution/fault-kinds.ts'
import {
  type FaultResult,
  mergeFaultResults,
  problemsOf,
  toFaultResult,
  toFaultTable,
} from '../support/execution/fault-results.ts'
import { sufferFaults } from '../support/execution/suffer.ts'

// `npm run torture:faults -- 1000` lets each fault of a function happen so often, and writes a report in
// Markdown to standard output. It fails when a caller was told something else than by Lambda, when
// another function was disturbed, or when anything was left behind.
//
//   --only=heap-bomb,python-loop   these kinds only: by name, for one runtime or for all
//   --at-once=8                    so many faults of a kind at a time
//   --results=FILE                 adds what came out to a file, one line a kind
//   --report                       runs nothing: one table of all that is in that file
//
// Runs may go side by side, into the same file: each has a server and directories of its own.

const DEFAULT_TIMES = 1_000
const MIB = 1_024 ** 2

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    'at-once': { type: 'string', default: '4' },
    results: { type: 'string' },
    report: { type: 'boolean', default: false },
  },
})
const times = wholeNumber(positionals[0] ?? String(DEFAULT_TIMES), 'the number of times')
const atOnce = wholeNumber(options['at-once'], 'how many at once')
const commit = currentCommit()

const all = options.report ? readResults() : await runAll()
const merged = mergeFaultResults(all)
process.stdout.write(toFaultTable(merged))
process.exitCode = merged.some((result) => problemsOf(result).length > 0) ? 1 : 0

async function runAll(): Promise<FaultResult[]> {
  const results: FaultResult[] = []
  for (const kind of chooseFaultKinds(allFaultKinds(), options.only)) results.push(await run(kind))
  return results
}

async function run({ name, fault, mebibytes }: FaultKind): Promise<FaultResult> {
  const start = performance.now()
  const suffered = await sufferFaults([fault], { times, mebibytes, atOnce })
  const result = toFaultResult(suffered, {
    kind: name,
    commit,
    times,
    seconds: Math.round((performance.now() - start) / 1_000),
    memoryMb: Math.round(process.memoryUsage().rss / MIB),
  })
  if (options.results !== undefined) appendFileSync(options.results, `${JSON.stringify(result)}\n`)
  const problems = problemsOf(result)
  tell(`${name}: ${result.seconds} s, ${problems.join('; ') || 'nothing wrong'}`)
  return result
}

function readResults(): FaultResult[] {
  if (options.results === undefined) throw new Error('Give the file with --results.')
  const lines = readFileSync(options.results, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

function currentCommit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' }).stdout.trim()
  const isChanged = git('status', '--porcelain') !== ''
  return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' and changes' : ''}`
}

function wholeNumber(text: string, what: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`Give ${what}.`)
  return number
}

// Standard error: standard output is the report.
function tell(text: string): void {
  process.stderr.write(`torture: ${text}\n`)
}
