import { InvalidInput, NotSupported } from '../../domain/faults.ts'
import { compileInput } from '../../domain/input/target-input.ts'
import type { Target } from '../../domain/target.ts'
import { parseTargetArn } from './target-arn.ts'

const INPUT_FIELDS = [
  ['input', 'Input'],
  ['inputPath', 'InputPath'],
  ['inputTransformer', 'InputTransformer'],
] as const

/**
 * What PutTargets asks of a target beyond the constraints of its members.
 *
 * @param ownBusArn - of the bus that the rule is on.
 * @throws InvalidInput, NotSupported
 */
export function checkTarget(target: Target, ownBusArn: string): void {
  const kind = parseTargetArn(target.arn)
  compileInput(target)
  if (kind !== 'event-bus') return
  if (target.arn === ownBusArn) {
    throw new InvalidInput(
      `Parameter ${target.arn} is not valid. Reason: An event bus cannot be a target of its own rules.`,
    )
  }
  checkForwardsWholeEvent(target)
}

/** A bus receives events as they are; AWS offers no input for such targets either. */
function checkForwardsWholeEvent(target: Target): void {
  const field = INPUT_FIELDS.find(([name]) => target[name] !== undefined)
  if (field === undefined) return
  throw new NotSupported(
    `Parameter(s) ${field[1]} not valid for target ${target.id}. ` +
      'Reason: An event bus receives the original event.',
  )
}
