import { readFileSync } from 'node:fs'
import { type KillReport, killUnderLoad } from '../support/process-kills.ts'
import { chooseSeed } from '../support/process-random.ts'
import { startServer, temporaryDirectory } from '../support/process-server.ts'

// `npm run torture -- 1000` kills the server so often and writes a report in Markdown to standard output.
// `E2E_SEED=n` repeats the moments of the kills. It fails when anything was lost.

const DEFAULT_KILLS = 100
/** Then the data begins anew, and what was promised is compared with what was done. */
const KILLS_PER_ROUND = 50
const STARTS = 10

const kills = Number(process.argv[2] ?? DEFAULT_KILLS)
const seed = chooseSeed()
if (!Number.isInteger(kills) || kills < 1) throw new Error('Give the number of kills.')

tell(`${kills} kills, seed ${seed}`)
const starts = await measureStarts()
const rounds: KillReport[] = []
for (let done = 0; done < kills; done += KILLS_PER_ROUND) {
  const round = await runRound(Math.min(KILLS_PER_ROUND, kills - done), rounds.length)
  rounds.push(round)
  tell(`${done + round.kills} kills: ${faultsOf(round).join(', ') || 'nothing lost'}`)
}
process.stdout.write(toMarkdown(rounds))
const faults = rounds.flatMap(faultsOf)
for (const fault of faults) tell(fault)
process.exitCode = faults.length === 0 ? 0 : 1

async function runRound(ofKills: number, number: number): Promise<KillReport> {
  await using directory = await temporaryDirectory()
  return await killUnderLoad(directory.path, { kills: ofKills, seed: seed + number })
}

/** What must not be, in words. */
function faultsOf(round: KillReport): string[] {
  const { repeated, repeatsAllowed, isConfigurationIntact, stuck, orphans, unfinished } = round
  const counted: [string, number][] = [
    ['lost', round.lost.length],
    ['torn', round.torn.length],
    ['stray', round.stray.length],
    ['rules lost', round.lostRules.length],
    ['bad answers', round.badAnswers.length],
    ['deliveries that did not succeed', Object.keys(unfinished).length],
    ['stuck', stuck],
    ['orphans', orphans.length],
    ['repeated beyond what was under way', Math.max(0, repeated - repeatsAllowed)],
    ['changed configuration', isConfigurationIntact ? 0 : 1],
  ]
  const found = counted.filter(([, count]) => count > 0)
  return found.map(([what, count]) => `seed ${round.seed}: ${what}: ${count}`)
}

type Start = { readonly readyMs: number; readonly residentMb: number | undefined }

async function measureStarts(): Promise<Start[]> {
  const measured: Start[] = []
  for (let start = 0; start < STARTS; start++) {
    await using directory = await temporaryDirectory()
    await using server = await startServer({ data: `${directory.path}/data` })
    measured.push({ readyMs: server.readyAfterMs, residentMb: residentMb(server.pid) })
  }
  return measured
}

/** `undefined` where the system has no such file. */
function residentMb(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024
}

function toMarkdown(all: readonly KillReport[]): string {
  const sum = (count: (round: KillReport) => number) =>
    all.reduce((total, round) => total + count(round), 0)
  const restarts = all.flatMap(({ restartsMs }) => restartsMs)
  const owed = sum((round) => round.owed)
  const repeated = sum((round) => round.repeated)
  const rows: [string, string | number][] = [
    ['seed', seed],
    ['kills', `${kills}, of which ${sum((round) => round.killsAtStart)} during a start`],
    ['events and invocations acknowledged', sum((round) => round.acknowledged.works)],
    ['deliveries owed for them', owed],
    ['lost', sum((round) => round.lost.length)],
    ['delivered without having been acknowledged', sum((round) => round.unacknowledged)],
    ['of those, delivered in part', sum((round) => round.torn.length)],
    ['repeated', `${repeated} (${percent(repeated, owed)})`],
    ['repeats that the kills allow', sum((round) => round.repeatsAllowed)],
    ['deliveries stuck', sum((round) => round.stuck)],
    ['rules acknowledged', sum((round) => round.acknowledged.rules)],
    ['rules lost', sum((round) => round.lostRules.length)],
    ['processes left', sum((round) => round.orphans.length)],
    ['ready after a kill', spread(restarts, 'ms')],
    [
      'ready on an empty directory',
      spread(
        starts.map(({ readyMs }) => readyMs),
        'ms',
      ),
    ],
    [
      'memory when ready',
      spread(
        starts.flatMap(({ residentMb: mb }) => mb ?? []),
        'MB',
      ),
    ],
  ]
  const lines = rows.map(([what, value]) => `| ${what} | ${value} |`)
  return ['| What | Figure |', '| --- | --- |', ...lines, ''].join('\n')
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`
}

function spread(values: readonly number[], unit: string): string {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) return 'not measured'
  const most = sorted.at(-1) ?? middle
  return `${middle.toFixed(0)} ${unit} in the middle, ${most.toFixed(0)} ${unit} at most`
}

// Standard error: standard output is the report.
function tell(text: string): void {
  process.stderr.write(`torture: ${text}\n`)
}
