import { ruleArn } from '../domain/arn.ts'
import type { Rule } from '../domain/rule.ts'
import type { Target } from '../domain/target.ts'
import type { FunctionRegistry } from '../execution/function-registry.ts'
import type { ConfigStore, Stored } from '../store/config-store.ts'
import type { AdminRoute } from './admin-route.ts'
import { type ExaminedRule, examineTarget, type Finding } from './examine-target.ts'

const BATCH = 500

/** What works here and AWS would refuse, with the command that mends it. */
export function doctorRoute(parts: {
  readonly config: ConfigStore
  readonly functions: FunctionRegistry
}): AdminRoute {
  const { config, functions } = parts
  return {
    method: 'GET',
    path: '/doctor',
    async handle() {
      const findings: Finding[] = []
      for await (const [rule, target] of targetsOf(config)) {
        const finding = await examineTarget(functions, rule, target)
        if (finding) findings.push(finding)
      }
      return { status: 200, body: { findings } }
    },
  }
}

/** Every target of every rule in every account. */
async function* targetsOf(config: ConfigStore): AsyncGenerator<[ExaminedRule, Target]> {
  let after: Stored<Rule>['key'] | undefined
  do {
    const page = await config.list('rules', [], { limit: BATCH, ...(after && { after }) })
    for (const { key, doc } of page.items) {
      const scope = { account: String(key[0]), region: String(key[1]) }
      const rule = { ...doc, scope, arn: ruleArn(scope, doc.bus, doc.name) }
      for (const target of doc.targets) yield [rule, target]
    }
    after = page.next
  } while (after)
}
