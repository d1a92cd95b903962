import { scanEvent } from '../../domain/pattern/scan-event.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ConfigStore } from '../../store/config-store.ts'
import type { EventLog, LoggedEvent } from '../../store/event-log.ts'
import { type AdminAnswer, notFound } from '../admin-route.ts'
import { describeJudged } from './describe-judged.ts'
import { suggestRule } from './find-rules.ts'
import type { JudgedRule, LoggedAndScanned } from './judge-rule.ts'
import { judgeAll, judgeNamed } from './judge-rules.ts'
import { Ranking } from './ranking.ts'
import type { Slices } from './slices.ts'

export type Question = {
  readonly event: string
  readonly rule?: string
  readonly bus?: string
  readonly account?: string
  readonly region?: string
  /** The most rules to tell of, on each bus. */
  readonly limit: number
}

type Sources = { readonly config: ConfigStore; readonly events: EventLog; readonly slices: Slices }

/** What every rule, or one, says to an event of the log, on each bus that the event reached. */
export async function explainEvent(sources: Sources, question: Question): Promise<AdminAnswer> {
  const found = await sources.events.find(question.event)
  if (found.length === 0) {
    return notFound(`There is no event ${question.event} in the log; history is kept for a day.`)
  }
  const asked = found.filter((event) => isAskedFor(event, question))
  if (asked.length === 0) return notFound(`The event reached ${listBuses(found)} only.`)
  const buses: object[] = []
  for (const event of asked) {
    const answer = await explainOnBus(sources, event, question)
    if ('refusal' in answer) return answer.refusal
    buses.push(answer.explained)
  }
  return { status: 200, body: { event: question.event, buses } }
}

function isAskedFor(event: LoggedEvent, { bus, account, region }: Question): boolean {
  return (
    (bus ?? event.bus) === event.bus &&
    (account ?? event.account) === event.account &&
    (region ?? event.region) === event.region
  )
}

function listBuses(events: readonly (Scope & { readonly bus: string })[]): string {
  return events.map(({ account, region, bus }) => `${bus} (${account}, ${region})`).join(', ')
}

async function explainOnBus(
  sources: Sources,
  logged: LoggedEvent,
  { rule, limit }: Question,
): Promise<{ readonly explained: object } | { readonly refusal: AdminAnswer }> {
  const event = scanLogged(logged)
  const ranking = new Ranking(limit)
  if (rule !== undefined) {
    const judged = await judgeNamed(sources, event, rule)
    if (judged === undefined) return { refusal: await unknownRule(sources, logged, rule) }
    ranking.add(judged)
  }
  const isComplete = rule !== undefined || (await judgeAll(sources, event, ranking))
  const { account, region, bus, acceptedAt, origin } = logged
  const explained = {
    ...{ account, region, bus, acceptedAt: new Date(acceptedAt).toISOString(), origin },
    counts: ranking.counts,
    // False when there was no time to look at every rule.
    complete: isComplete,
    rules: await describeAll(sources, event, ranking.first()),
  }
  return { explained }
}

/** What was accepted was scanned then, and can be scanned again. */
function scanLogged(logged: LoggedEvent): LoggedAndScanned {
  const scan = scanEvent(logged.text)
  if (!scan.ok) throw new Error(`the event ${logged.id} of the log is ${scan.because}`)
  return { logged, scanned: scan.event }
}

async function describeAll(
  { slices }: Sources,
  event: LoggedAndScanned,
  judged: readonly JudgedRule[],
): Promise<readonly object[]> {
  const rules: object[] = []
  for (const one of judged) {
    if (!(await slices.goOn()) && rules.length > 0) break
    rules.push(describeJudged(one, event))
  }
  return rules
}

async function unknownRule(
  { config, slices }: Sources,
  logged: LoggedEvent,
  name: string,
): Promise<AdminAnswer> {
  const suggestion = await suggestRule(config, logged, name, slices)
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  return notFound(`There is no rule ${name} on the bus ${logged.bus}, nor on another.${hint}`)
}
