import { allFaults } from '../support/execution/faults.ts'
import { HAS_CURL, HAS_PYTHON } from '../support/execution/machine.ts'
import { type Suffered, sufferFaults } from '../support/execution/suffer.ts'

// `npm run torture:faults -- 1000` lets each fault of a function happen so often, and writes a report in
// Markdown to standard output. It fails when a caller was told something else than by Lambda, when
// another function was disturbed, or when anything was left behind.

const DEFAULT_TIMES = 1_000
/** A flood of a gibibyte each takes seconds; the other kinds and these few go through the same reader. */
const FLOODS = { times: 20, mebibytes: 1_024 }
const MEBIBYTES = 16
const MIB = 1_024 ** 2

const times = Number(process.argv[2] ?? DEFAULT_TIMES)
if (!Number.isInteger(times) || times < 1) throw new Error('Give the number of times.')

const faults = allFaults({ python: HAS_PYTHON, curl: HAS_CURL })
let problems = 0
const rows: string[] = []
for (const fault of faults)
  add(fault.name, times, await sufferFaults([fault], { times, mebibytes: MEBIBYTES }))
const flood = faults.filter(({ name }) => name === 'Node.js: output')
add('Node.js: output, 1 GiB each', FLOODS.times, await sufferFaults(flood, FLOODS))

process.stdout.write(
  [
    '| Fault | times | wrong answers | calls of another function | left behind | memory of the server |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n'),
)
process.exitCode = problems === 0 ? 0 : 1

function add(name: string, count: number, { wrong, others, left }: Suffered): void {
  const answers = [...wrong.values()].flat()
  const remains = left.processes.length + left.records.length + left.temporary.length + left.files
  const memory = `${Math.round(process.memoryUsage().rss / MIB)} MB`
  const cells = [name, count, answers.length, others.calls, remains, memory]
  rows.push(`| ${cells.join(' | ')} |`)
  tell(`${name}: ${answers.length} wrong, ${remains} left, ${memory}`)
  if (answers[0] !== undefined) problem(`${name}: answered ${answers[0]}`)
  if (others.wrong[0] !== undefined)
    problem(`${name}: another function answered ${others.wrong[0]}`)
  if (remains > 0) problem(`${name}: left behind ${JSON.stringify(left)}`)
}

function problem(text: string): void {
  problems += 1
  tell(text)
}

// Standard error: standard output is the report.
function tell(text: string): void {
  process.stderr.write(`torture: ${text}\n`)
}
