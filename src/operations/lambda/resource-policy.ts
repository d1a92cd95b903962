import { parseArn } from '../../domain/arn.ts'
import { InvalidInput, PolicyTooLong } from '../../domain/faults.ts'
import type { Statement } from '../../domain/function.ts'

export type Permission = {
  readonly StatementId: string
  readonly Action: string
  readonly Principal: string
  readonly SourceArn?: string
  readonly SourceAccount?: string
  readonly EventSourceToken?: string
  readonly PrincipalOrgID?: string
  readonly FunctionUrlAuthType?: string
  readonly InvokedViaFunctionUrl?: boolean
}

const LARGEST_POLICY = 20_480
const ACCOUNT = /^\d{12}$/

/** @throws InvalidInput when the principal is none that a policy can name. */
export function toStatement(permission: Permission, resource: string): Statement {
  const conditions = Object.entries(conditionsOf(permission))
    .map(([operator, keys]) => [operator, given(keys)] as const)
    .filter(([, keys]) => Object.keys(keys).length > 0)
  return {
    Sid: permission.StatementId,
    Effect: 'Allow',
    Principal: toPrincipal(permission.Principal),
    Action: permission.Action,
    Resource: resource,
    ...(conditions.length > 0 && { Condition: Object.fromEntries(conditions) }),
  }
}

/** The policy as GetPolicy answers it: a JSON document in a string. */
export function toPolicyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements })
}

/** @throws PolicyTooLong when the document would be larger than Lambda keeps. */
export function checkPolicySize(statements: readonly Statement[]): void {
  const size = Buffer.byteLength(toPolicyDocument(statements))
  if (size <= LARGEST_POLICY) return
  throw new PolicyTooLong(
    `The final policy size (${size}) is bigger than the limit (${LARGEST_POLICY}).`,
  )
}

function toPrincipal(principal: string): unknown {
  if (principal === '*') return '*'
  if (principal.endsWith('.amazonaws.com')) return { Service: principal }
  if (ACCOUNT.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` }
  const { service, account = '' } = parseArn(principal) ?? {}
  const isCaller = (service === 'iam' || service === 'sts') && ACCOUNT.test(account)
  if (isCaller) return { AWS: principal }
  throw new InvalidInput(
    'The provided principal was invalid. Please check the principal and try again.',
  )
}

function conditionsOf(permission: Permission) {
  return {
    StringEquals: {
      'AWS:SourceAccount': permission.SourceAccount,
      'lambda:FunctionUrlAuthType': permission.FunctionUrlAuthType,
      'aws:PrincipalOrgID': permission.PrincipalOrgID,
      'lambda:EventSourceToken': permission.EventSourceToken,
    },
    ArnLike: { 'AWS:SourceArn': permission.SourceArn },
    Bool: {
      'lambda:InvokedViaFunctionUrl': permission.InvokedViaFunctionUrl?.toString(),
    },
  }
}

function given(keys: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined))
}
