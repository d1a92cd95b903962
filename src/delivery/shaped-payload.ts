import type { RuleTarget } from '../domain/delivery/work.ts'
import { shapeInput } from '../domain/input/shape-input.ts'
import { compileInput, type TargetInput } from '../domain/input/target-input.ts'
import type { Target } from '../domain/target.ts'
import type { EventLog } from '../store/event-log.ts'
import { eventOf } from './event-of.ts'
import type { Job } from './lanes.ts'

export type ShapedPayload =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly message: string }

/** What the target gets: the caller's payload, or the event in the shape that the rule's target asks for. */
export async function shapedPayload(
  job: Job,
  via: RuleTarget | undefined,
  events: EventLog,
): Promise<ShapedPayload> {
  if (!via) return { ok: true, text: job.claim.payload ?? '{}' }
  const event = await eventOf(job, events)
  if (!event) return { ok: false, code: 'INTERNAL_ERROR', message: 'The event is not in the log.' }

  const shaped = shapeInput(inputOf(via.target), event, {
    ruleArn: via.ruleArn,
    ruleName: via.ruleName,
    ingestionTime: event.acceptedAt,
  })
  if (!shaped.ok) return failures[shaped.reason]
  // A template of several quoted lines suits a queue; a function takes one JSON value.
  const isTemplate = via.target.inputTransformer !== undefined
  if (isTemplate && !isJson(shaped.payload)) return failures['invalid-json']
  return { ok: true, text: shaped.payload }
}

const known = new WeakMap<Target, TargetInput>()

/** Compiled once for all events that bring the same target. */
function inputOf(target: Target): TargetInput {
  const input = known.get(target) ?? compileInput(target)
  known.set(target, input)
  return input
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const failures = {
  'path-not-found': {
    ok: false,
    code: 'INVALID_PARAMETER',
    message: 'The InputPath leads to nothing in the event, so there is nothing to deliver.',
  },
  'invalid-json': {
    ok: false,
    code: 'INVALID_JSON',
    message: 'The InputTransformer made a text of this event that is not JSON.',
  },
} as const satisfies Record<string, ShapedPayload>
