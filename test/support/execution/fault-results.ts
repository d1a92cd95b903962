import type { Suffered } from './suffer.ts'

/** What came out when one kind of fault happened so often. */
export type FaultResult = {
  readonly kind: string
  readonly commit: string
  readonly times: number
  readonly seconds: number
  readonly memoryMb: number
  readonly wrong: readonly string[]
  readonly otherCalls: number
  readonly otherWrong: readonly string[]
  readonly leftProcesses: readonly string[]
  readonly leftFiles: number
}

type Circumstances = Pick<FaultResult, 'kind' | 'commit' | 'times' | 'seconds' | 'memoryMb'>

export function toFaultResult(
  { wrong, others, left }: Suffered,
  circumstances: Circumstances,
): FaultResult {
  return {
    ...circumstances,
    wrong: [...wrong.values()].flat(),
    otherCalls: others.calls,
    otherWrong: others.wrong,
    leftProcesses: [...left.processes, ...left.records],
    leftFiles: left.temporary.length + left.files,
  }
}

/** What must not be, in words. */
export function problemsOf(result: FaultResult): string[] {
  const { wrong, otherWrong, leftProcesses, leftFiles } = result
  const found: [string | undefined, string][] = [
    [wrong[0], `${wrong.length} wrong answers, such as ${wrong[0]}`],
    [otherWrong[0], `${otherWrong.length} of another function, such as ${otherWrong[0]}`],
    [leftProcesses[0], `processes left: ${leftProcesses.join(', ')}`],
    [leftFiles > 0 ? 'left' : undefined, `files left: ${leftFiles}`],
  ]
  return found.filter(([example]) => example !== undefined).map(([, text]) => text)
}

/** One result a kind, of several runs. @throws when they are not of the same commit. */
export function mergeFaultResults(results: readonly FaultResult[]): FaultResult[] {
  const commits = new Set(results.map(({ commit }) => commit))
  if (commits.size > 1) throw new Error(`These are results of ${[...commits].join(' and of ')}.`)

  const merged = new Map<string, FaultResult>()
  for (const result of results) {
    const before = merged.get(result.kind)
    merged.set(result.kind, before === undefined ? result : add(before, result))
  }
  return [...merged.values()]
}

function add(one: FaultResult, other: FaultResult): FaultResult {
  return {
    ...one,
    times: one.times + other.times,
    seconds: one.seconds + other.seconds,
    memoryMb: Math.max(one.memoryMb, other.memoryMb),
    wrong: [...one.wrong, ...other.wrong],
    otherCalls: one.otherCalls + other.otherCalls,
    otherWrong: [...one.otherWrong, ...other.otherWrong],
    leftProcesses: [...one.leftProcesses, ...other.leftProcesses],
    leftFiles: one.leftFiles + other.leftFiles,
  }
}

const COLUMNS = [
  'Fault',
  'times',
  'wrong answers',
  'processes left',
  'files left',
  'calls of another function',
  'of those, wrong',
  'memory of the server',
]

/** In Markdown; the kinds by name, so that the order of the runs does not matter. */
export function toFaultTable(results: readonly FaultResult[]): string {
  const rows = results
    .toSorted((a, b) => a.kind.localeCompare(b.kind))
    .map((result) => [
      result.kind,
      result.times,
      result.wrong.length,
      result.leftProcesses.length,
      result.leftFiles,
      result.otherCalls,
      result.otherWrong.length,
      `${result.memoryMb} MB`,
    ])
  const lines = [COLUMNS, COLUMNS.map(() => '---'), ...rows]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
  return `Commit ${results[0]?.commit ?? 'unknown'}.\n\n${table}`
}
