import { ruleArn } from '../domain/arn.ts'
import type { RuleTarget } from '../domain/delivery/work.ts'
import { matches } from '../domain/pattern/matches.ts'
import { parsePattern } from '../domain/pattern/parse/parse-pattern.ts'
import type { Pattern } from '../domain/pattern/pattern.ts'
import type { ScannedEvent } from '../domain/pattern/scanned-event.ts'
import { reread } from '../domain/reread.ts'
import type { Rule } from '../domain/rule.ts'
import type { Scope } from '../domain/scope.ts'
import type { ConfigStore, Key } from '../store/config-store.ts'

/** A rule made ready for matching; its targets are copied into deliveries as they are here. */
export type PreparedRule = {
  readonly name: string
  readonly arn: string
  readonly enabled: boolean
  readonly pattern: Pattern | undefined
  readonly targets: readonly RuleTarget[]
}

export type RuleBook = {
  /** The enabled rules of the bus whose pattern matches the event. */
  matching(scope: Scope, bus: string, event: ScannedEvent): readonly PreparedRule[]
  /** One rule, if it is there and enabled. */
  enabled(scope: Scope, bus: string, rule: string): PreparedRule | undefined
}

/** Keeps every rule parsed, by bus, as the configuration changes. */
export function createRuleBook(config: ConfigStore): RuleBook {
  const buses = new Map<string, Map<string, PreparedRule>>()

  const rulesOf = (key: string) => {
    const known = buses.get(key)
    if (known) return known
    const rules = new Map<string, PreparedRule>()
    buses.set(key, rules)
    return rules
  }

  config.watch('rules', (change) => {
    const key = change.type === 'put' ? change.stored.key : change.key
    const [busKey, name] = splitKey(key)
    if (change.type === 'put') rulesOf(busKey).set(name, prepare(key, change.stored.doc))
    else rulesOf(busKey).delete(name)
  })

  return {
    matching(scope, bus, event) {
      const rules = buses.get(busKeyOf(scope, bus))
      if (!rules) return []
      return [...rules.values()].filter(
        ({ enabled, pattern }) => enabled && pattern !== undefined && matches(pattern, event),
      )
    },
    enabled(scope, bus, name) {
      const rule = buses.get(busKeyOf(scope, bus))?.get(name)
      return rule?.enabled ? rule : undefined
    },
  }
}

function prepare([account, region]: Key, rule: Rule): PreparedRule {
  const scope = { account: String(account), region: String(region) }
  const arn = ruleArn(scope, rule.bus, rule.name)
  return {
    name: rule.name,
    arn,
    enabled: rule.state !== 'DISABLED',
    pattern: reread(parsePattern, rule.eventPattern).value,
    targets: rule.targets.map((target) => ({ ruleArn: arn, ruleName: rule.name, target })),
  }
}

function busKeyOf(scope: Scope, bus: string): string {
  return `${scope.account}/${scope.region}/${bus}`
}

/** Bus names may hold slashes, rule names may not. */
function splitKey(key: Key): [bus: string, rule: string] {
  return [key.slice(0, -1).join('/'), String(key.at(-1))]
}
