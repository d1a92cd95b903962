import type { Millis } from './scope.ts'
import type { Tags } from './tags.ts'
import type { Target } from './target.ts'

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

/** A rule and its targets are one aggregate: they change together, under one revision. */
export type Rule = {
  readonly bus: string
  readonly name: string
  readonly state: RuleState
  /** As the client sent it, byte for byte. */
  readonly eventPattern?: string
  readonly scheduleExpression?: string
  readonly description?: string
  readonly roleArn?: string
  /** The account that created the rule. */
  readonly createdBy: string
  readonly createdAt: Millis
  /** When the rule was last put or enabled: `rate()` periods count from here. */
  readonly scheduledFrom: Millis
  readonly lastModifiedAt: Millis
  readonly targets: readonly Target[]
  readonly tags: Tags
}

/** A rule that was accepted once and is not understood now; `rule` is its ARN. */
export type RefusedRule = {
  readonly rule: string
  readonly parameter: string
  readonly reason: string
}
