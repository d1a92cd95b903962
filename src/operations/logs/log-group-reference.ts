import { parseArn } from '../../domain/arn.ts'
import { InvalidInput, NotFound } from '../../domain/faults.ts'
import { isSameScope, type Scope } from '../../domain/scope.ts'
import type { LogGroupRef } from '../../store/function-logs.ts'

export type NamesLogGroup = {
  readonly logGroupName?: string
  readonly logGroupIdentifier?: string
}

/** @throws InvalidInput unless exactly one of the two members names the group. */
export function parseLogGroup(
  scope: Scope,
  { logGroupName, logGroupIdentifier }: NamesLogGroup,
): LogGroupRef {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new InvalidInput(
      'LogGroup name and LogGroup identifier are mutually exclusive parameters.',
    )
  }
  if (logGroupName !== undefined) return { ...scope, group: logGroupName }
  if (logGroupIdentifier === undefined) {
    throw new InvalidInput('Either the LogGroup name or the LogGroup identifier must be given.')
  }
  return fromIdentifier(scope, logGroupIdentifier)
}

export function logGroupNotFound(): NotFound {
  return new NotFound('The specified log group does not exist.')
}

export function logStreamNotFound(): NotFound {
  return new NotFound('The specified log stream does not exist.')
}

/** The ARN of a group, without the `:*` that IAM policies want after it. */
export function logGroupArn({ region, account, group }: LogGroupRef): string {
  return `arn:aws:logs:${region}:${account}:log-group:${group}`
}

/** @throws NotFound for an ARN of another account or region: nothing of it is here. */
export function fromIdentifier(scope: Scope, identifier: string): LogGroupRef {
  const arn = parseArn(identifier)
  if (!arn) return { ...scope, group: identifier }
  const [kind, group] = arn.resource.split(':')
  const isHere = isSameScope(arn, scope)
  if (arn.service !== 'logs' || kind !== 'log-group' || !group) {
    throw new InvalidInput(`The ARN ${identifier} is not that of a log group.`)
  }
  if (!isHere) throw logGroupNotFound()
  return { ...scope, group }
}
