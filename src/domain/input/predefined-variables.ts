import type { Millis } from '../scope.ts'
import { membersOf, spanAt } from './json-spans.ts'

/** What a template may say about a delivery besides what stands in the event. */
export type DeliveryFacts = {
  readonly ruleArn: string
  readonly ruleName: string
  /** When the bus received the event. */
  readonly ingestionTime: Millis
}

/** The envelope as JSON text. */
export type EventText = { readonly text: string }

type Variable = (event: EventText, facts: DeliveryFacts) => string

/**
 * Each gives a JSON text. Source: EventBridge User Guide, "Input transformation", predefined
 * variables.
 */
const PREDEFINED_VARIABLES: ReadonlyMap<string, Variable> = new Map<string, Variable>([
  ['aws.events.rule-arn', (_event, { ruleArn }) => JSON.stringify(ruleArn)],
  ['aws.events.rule-name', (_event, { ruleName }) => JSON.stringify(ruleName)],
  [
    'aws.events.event.ingestion-time',
    (_event, { ingestionTime }) => JSON.stringify(new Date(ingestionTime).toISOString()),
  ],
  ['aws.events.event', ({ text }) => withoutDetail(text)],
  ['aws.events.event.json', ({ text }) => text],
])

export function isPredefinedVariable(name: string): boolean {
  return PREDEFINED_VARIABLES.has(name)
}

/** The variable's value as JSON text; undefined when there is no such variable. */
export function predefinedValue(
  name: string,
  event: EventText,
  facts: DeliveryFacts,
): string | undefined {
  return PREDEFINED_VARIABLES.get(name)?.(event, facts)
}

/** In the order, and with the one changed name, that AWS was recorded to send. */
const SUMMARY = [
  ['id', 'id'],
  ['account', 'account'],
  ['detailType', 'detail-type'],
  ['time', 'time'],
  ['source', 'source'],
  ['region', 'region'],
  ['resources', 'resources'],
  ['version', 'version'],
] as const

function withoutDetail(event: string): string {
  const members = new Map(membersOf(event, spanAt(event, 0).start))
  const summary = SUMMARY.flatMap(([name, key]) => {
    const span = members.get(key)
    return span === undefined ? [] : [`"${name}":${event.slice(span.start, span.end)}`]
  })
  return `{${summary.join(',')}}`
}
