import { ruleArn } from '../domain/arn.ts'
import type { RuleTarget } from '../domain/delivery/work.ts'
import type { EnvelopeFields } from '../domain/event/envelope.ts'
import type { RuleEntry } from '../domain/pattern/index/branch.ts'
import { RuleIndex } from '../domain/pattern/index/rule-index.ts'
import { parsePattern } from '../domain/pattern/parse/parse-pattern.ts'
import { EventScanner } from '../domain/pattern/scan/event-scanner.ts'
import { reread } from '../domain/reread.ts'
import type { RefusedRule, Rule } from '../domain/rule.ts'
import { parseScheduleExpression } from '../domain/schedule/schedule-expression.ts'
import { isSameScope, type Scope } from '../domain/scope.ts'
import type { ConfigStore, Key } from '../store/config-store.ts'
import type { RefusedRules } from './refused-rules.ts'

/** A rule made ready; its targets are copied into deliveries as they are here. */
export type PreparedRule = {
  readonly name: string
  readonly arn: string
  readonly enabled: boolean
  readonly targets: readonly RuleTarget[]
}

export type RuleBook = {
  /**
   * Reads an event, and finds the enabled rules of the bus whose pattern matches it.
   *
   * @param event - either what its envelope is made from, or, where that exists, its text.
   * @returns the rules by name; `malformed` if the detail, or the text, is not a JSON object or
   *   nested too deep, whether the bus has rules or not.
   */
  match(
    scope: Scope,
    bus: string,
    event: EnvelopeFields | string,
  ): readonly PreparedRule[] | 'malformed'
  /** One rule, if it is there and enabled. */
  enabled(scope: Scope, bus: string, rule: string): PreparedRule | undefined
}

type Bus = {
  readonly rules: Map<string, IndexedRule>
  readonly index: RuleIndex<PreparedRule>
}

/** Of a bus that has rules. */
type Index = RuleIndex<PreparedRule> | undefined

type IndexedRule = {
  readonly prepared: PreparedRule
  readonly patternText: string | undefined
  /** Of an enabled rule with a pattern. */
  readonly entry: RuleEntry<PreparedRule> | undefined
}

/**
 * Keeps every rule ready, by bus, as the configuration changes.
 *
 * @param refused - told of each rule what is not understood of it: patterns are read here once, for both.
 */
export function createRuleBook(config: ConfigStore, refused: RefusedRules): RuleBook {
  const buses = new Map<string, Bus>()
  const scanner = new EventScanner()
  /** Nearly all events are on the bus of the one before. */
  let latest: { readonly scope: Scope; readonly bus: string; readonly index: Index } | undefined

  config.watch('rules', (change) => {
    latest = undefined
    const key = change.type === 'put' ? change.stored.key : change.key
    const [busKey, name] = splitKey(key)
    const bus = buses.get(busKey) ?? { rules: new Map(), index: new RuleIndex() }
    buses.set(busKey, bus)
    if (change.type === 'delete') removeRule(bus, name)
    const unread = change.type === 'put' ? putRule(bus, key, change.stored.doc) : []
    refused.note(key.join('/'), unread)
    if (bus.rules.size === 0) buses.delete(busKey)
  })

  const indexOf = (scope: Scope, bus: string): Index => {
    if (latest !== undefined && bus === latest.bus && isSameScope(scope, latest.scope))
      return latest.index
    const index = buses.get(busKeyOf(scope, bus))?.index
    latest = { scope, bus, index }
    return index
  }

  return {
    match(scope, bus, event) {
      const index = indexOf(scope, bus)
      try {
        const isObject =
          typeof event === 'string'
            ? scanner.scanEnvelope(event, index?.tree)
            : scanner.scanDetail(event, index?.tree)
        if (!isObject) return 'malformed'
        return index === undefined ? [] : index.matching().sort(byName)
      } finally {
        scanner.clear()
      }
    },
    enabled(scope, bus, name) {
      const rule = buses.get(busKeyOf(scope, bus))?.rules.get(name)?.prepared
      return rule?.enabled ? rule : undefined
    },
  }
}

/** @returns what is not understood of it. */
function putRule(bus: Bus, key: Key, rule: Rule): RefusedRule[] {
  const prepared = prepare(key, rule)
  const known = bus.rules.get(rule.name)
  // Its targets change more often than its pattern, which stays where it is in the index.
  const isSamePattern =
    known?.entry !== undefined && prepared.enabled && known.patternText === rule.eventPattern
  if (!isSamePattern) removeRule(bus, rule.name)
  const { entry, refusal } = isSamePattern
    ? { entry: known.entry, refusal: undefined }
    : addPattern(bus, prepared, rule)
  if (entry !== undefined) entry.rule = prepared
  bus.rules.set(rule.name, { prepared, patternText: rule.eventPattern, entry })
  const schedule = reread(parseScheduleExpression, rule.scheduleExpression).refusal
  return [
    ...refusalOf(prepared.arn, 'EventPattern', refusal),
    ...refusalOf(prepared.arn, 'ScheduleExpression', schedule),
  ]
}

function addPattern({ index }: Bus, prepared: PreparedRule, { eventPattern }: Rule) {
  const { value: pattern, refusal } = reread(parsePattern, eventPattern)
  const isIndexed = prepared.enabled && pattern !== undefined
  return { entry: isIndexed ? index.add(prepared, pattern) : undefined, refusal }
}

function refusalOf(rule: string, parameter: RefusedRule['parameter'], reason: string | undefined) {
  return reason === undefined ? [] : [{ rule, parameter, reason }]
}

function removeRule({ rules, index }: Bus, name: string): void {
  const known = rules.get(name)
  if (known?.entry) index.remove(known.entry)
  rules.delete(name)
}

function prepare([account, region]: Key, rule: Rule): PreparedRule {
  const scope = { account: String(account), region: String(region) }
  const arn = ruleArn(scope, rule.bus, rule.name)
  return {
    name: rule.name,
    arn,
    enabled: rule.state !== 'DISABLED',
    targets: rule.targets.map((target) => ({ ruleArn: arn, ruleName: rule.name, target })),
  }
}

function byName(left: PreparedRule, right: PreparedRule): number {
  return left.name < right.name ? -1 : 1
}

function busKeyOf(scope: Scope, bus: string): string {
  return `${scope.account}/${scope.region}/${bus}`
}

/** Bus names may hold slashes, rule names may not. */
function splitKey(key: Key): [bus: string, rule: string] {
  return [key.slice(0, -1).join('/'), String(key.at(-1))]
}
