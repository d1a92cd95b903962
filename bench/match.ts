import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type EnvelopeFields, envelopeText } from '../src/domain/event/envelope.ts'
import { RuleIndex } from '../src/domain/pattern/index/rule-index.ts'
import { parsePattern } from '../src/domain/pattern/parse/parse-pattern.ts'
import { EventScanner } from '../src/domain/pattern/scan/event-scanner.ts'
import { makeEvent } from './support/events.ts'
import { writeResults } from './support/results.ts'
import { makePatterns, RULE_SETS } from './support/rules.ts'
import { seededRandom } from './support/seeded-random.ts'
import { percentile, rounded } from './support/statistics.ts'

/*
 * How fast events are read and matched, each time beside JSON.parse of the same texts in the same
 * run: `node bench/match.ts [--quick] [--only=<rules>] [--json <file>]`.
 */

const quick = process.argv.includes('--quick')
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
const ROUNDS = quick ? 3 : 5
const ROUND_MS = quick ? 20 : 60
const MANY_SETS = ['realistic', 'mixed']
const COUNTS = quick ? [1_000, 100_000] : [1, 1_000, 10_000, 100_000]
const COUNTS_OF_OTHERS = quick ? [1_000] : [1_000, 10_000, 100_000]
const SIZES = [
  { name: '1 KB', length: 1_024, events: 1_000 },
  { name: '100 KB', length: 102_400, events: 20 },
]

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const scanner = new EventScanner()
const events = SIZES.map(({ name, length, events: count }) => {
  const random = seededRandom(1)
  const made = Array.from({ length: count }, () => makeEvent(random, length))
  return { name, made, texts: made.map(envelopeText) }
})

const sets = RULE_SETS.filter((set) => only === undefined || set === only)
// The code that the first rules need is compiled once, and is half a megabyte: it is no rule's.
for (const set of sets) load(makePatterns(seededRandom(3), set, 1_000))
const rows = [...measureScans(), ...sets.flatMap(measureSet)]
writeResults('match', rows)

/** Budget: at least 2 × JSON.parse. */
function measureScans() {
  return events.map(({ name, texts }) => {
    const scan = (text: string) => {
      if (!scanner.scanEnvelope(text)) throw new Error('an event that is none')
    }
    const { rate, ratio } = compare(texts, scan, texts, JSON.parse)
    return row('check only', 0, name, rate, ratio)
  })
}

/** Budget: at least 0.8 × JSON.parse, and at 100,000 rules half of the rate at 1,000. */
function measureSet(set: string) {
  const isOfMany = MANY_SETS.includes(set)
  return (isOfMany ? COUNTS : COUNTS_OF_OTHERS).flatMap((count) => {
    const patterns = makePatterns(seededRandom(2), set, count)
    const { index, ...costs } = load(patterns)
    const sizes = isOfMany || count === 1_000 ? events : events.slice(0, 1)
    return sizes.map(({ name, made }) => {
      let matched = 0
      const match = (event: EnvelopeFields) => {
        scanner.scanDetail(event, index.tree)
        matched += index.matching().length
        scanner.clear()
      }
      const details = made.map(({ detail }) => detail)
      for (const event of made) match(event)
      const matchedPerEvent = rounded(matched / made.length)
      const { rate, ratio } = compare(made, match, details, JSON.parse)
      return { ...row(set, count, name, rate, ratio), matchedPerEvent, ...costs }
    })
  })
}

function row(rules: string, count: number, event: string, rate: number, ratio: number) {
  return { rules, count, event, 'events/s': Math.round(rate), '× JSON.parse': rounded(ratio) }
}

function load(patterns: readonly string[]) {
  collectGarbage()
  const before = process.memoryUsage()
  const started = cpuMs()
  const index = new RuleIndex<number>()
  for (const [number, pattern] of patterns.entries()) index.add(number, parsePattern(pattern))
  const usPerRule = rounded(((cpuMs() - started) * 1_000) / patterns.length)
  collectGarbage()
  const after = process.memoryUsage()
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
  return { index, usPerRule, bytesPerRule: Math.round(bytes / patterns.length) }
}

/** Both take turns, so that what else the machine does meets both; the ratio is the median. */
function compare<Item, Other>(
  items: readonly Item[],
  run: (item: Item) => unknown,
  others: readonly Other[],
  reference: (item: Other) => unknown,
) {
  measure(items, run)
  measure(others, reference)
  const rates: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const rate = measure(items, run)
    rates.push(rate)
    ratios.push(rate / measure(others, reference))
  }
  return { rate: percentile(rates, 0.5), ratio: percentile(ratios, 0.5) }
}

/** Items a second of this thread's own time, so that others on the machine do not count. */
function measure<Item>(items: readonly Item[], run: (item: Item) => unknown): number {
  const started = cpuMs()
  let done = 0
  for (;;) {
    for (const item of items) {
      run(item)
      done += 1
      if (done % 16 > 0) continue
      const elapsed = cpuMs() - started
      if (elapsed >= ROUND_MS) return (done * 1_000) / elapsed
    }
  }
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
