import { measureCold } from './invoke/cold.ts'
import { measureConcurrent, measureIdleMemory, measureLeftovers } from './invoke/concurrent.ts'
import { measureHttp } from './invoke/http.ts'
import { measureThroughput } from './invoke/throughput.ts'
import { measureWarm } from './invoke/warm.ts'
import { type ResultRow, writeResults } from './support/results.ts'
import { percentile, rounded } from './support/statistics.ts'

/*
 * How fast functions are invoked. Each row stands beside the reference that ran in turns with it, so that a busy
 * machine slows both. `--quick` takes fewer samples; `--only=warm,cold` takes only some of the parts.
 */
const isQuick = process.argv.includes('--quick')
const few = isQuick ? 0.25 : 1
const only = process.argv.find((one) => one.startsWith('--only='))?.slice('--only='.length)
/** Events per second that are offered while two environments work: about capacity, and twice as much. */
const OFFERED = [6_000, 12_000]

const parts: Record<string, () => Promise<ResultRow[]>> = {
  async warm() {
    const { p10, p50 } = await measureWarm(20 * few)
    return [
      row('warm invocation inside the server, 1 KB, p50', 'µs', p50.invocation, p50.bareIpc),
      row('the same in quiet moments, p10', 'µs', p10.invocation, p10.bareIpc),
    ]
  },
  async http() {
    const { invocations, answers } = await measureHttp(3_000 * few)
    const at = (share: number) =>
      row(
        `warm invocation over HTTP, 1 KB, p${share * 100}`,
        'ms',
        percentile(invocations, share),
        percentile(answers, share),
      )
    return [at(0.5), at(0.99)]
  },
  async cold() {
    const { withSpare, withoutSpare, spawn } = await measureCold(isQuick ? 3 : 9)
    const reference = percentile(spawn, 0.5)
    return [
      row('cold start with a spare, p50', 'ms', percentile(withSpare, 0.5), reference),
      row('cold start without a spare, p50', 'ms', percentile(withoutSpare, 0.5), reference),
    ]
  },
  async concurrent() {
    const rows: ResultRow[] = []
    let one: number | undefined
    for (const environments of isQuick ? [1, 4] : [1, 2, 4, 10, 25, 50]) {
      const { perSecond } = await measureConcurrent(environments, 8_000 * few)
      one ??= perSecond
      rows.push(row(`warm invocations, ${environments} environments`, 'per s', perSecond, one))
    }
    return rows
  },
  async memory() {
    const { rssMiB, pssMiB } = await measureIdleMemory()
    const { before, after } = await measureLeftovers(10_000 * few)
    const both = (['server', 'environment'] as const).flatMap((who) => [
      row(`${who} after 10,000 more invocations`, 'MiB', after[who].rssMiB, before[who].rssMiB),
      row(`${who}, open files`, '', after[who].files, before[who].files),
    ])
    return [row('idle environment, its own and its share', 'MiB', rssMiB, pssMiB), ...both]
  },
  async throughput() {
    const rows: ResultRow[] = []
    let first: number | undefined
    for (const offered of OFFERED) {
      const measured = await measureThroughput(offered, isQuick ? 2 : 5)
      first ??= measured['completed per s']
      const what = `complete invocations, ${offered} events/s offered`
      rows.push(
        row(what, 'per s', measured['completed per s'], first),
        row('  events accepted', 'per s', measured['accepted per s'], measured['offered per s']),
        row('  memory of the server, most', 'MiB', measured['server MiB'], 512),
      )
    }
    return rows
  },
}

function row(what: string, unit: string, value: number, reference: number): ResultRow {
  return {
    what,
    unit,
    value: rounded(value),
    reference: rounded(reference),
    ratio: rounded(value / reference),
  }
}

const rows: ResultRow[] = []
for (const [name, measure] of Object.entries(parts)) {
  if (only !== undefined && !only.split(',').includes(name)) continue
  rows.push(...(await measure()))
}
writeResults('invoke', rows)
