import { parseArn } from '../arn.ts'
import type { Statement } from '../function.ts'
import { matchesArn } from './glob.ts'

/** Who asks. Callers are known by their account; the account stands for all of its users and roles. */
export type Principal =
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'anonymous' }

/** What somebody wants to do, and what conditions of a policy may ask about it. */
export type PolicyRequest = {
  readonly principal: Principal
  /** For example `lambda:InvokeFunction`. */
  readonly action: string
  /** The ARN as it was asked for: a version or an alias has a policy of its own. */
  readonly resource: string
  readonly sourceArn?: string
  readonly sourceAccount?: string
  readonly principalOrgId?: string
  readonly functionUrlAuthType?: 'NONE' | 'AWS_IAM'
  readonly invokedViaFunctionUrl?: boolean
  readonly eventSourceToken?: string
}

/**
 * Whether a resource-based policy lets somebody do something. Statements of Lambda's AddPermission only
 * ever allow; what a statement holds that is not known here matches nothing.
 */
export function isAllowed(statements: readonly Statement[], request: PolicyRequest): boolean {
  return statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Allow' &&
      isMeant(Principal, request.principal) &&
      covers(Action, request.action) &&
      Resource === request.resource &&
      holds(Condition, request),
  )
}

function isMeant(wanted: unknown, principal: Principal): boolean {
  if (wanted === '*') return true
  const { Service, AWS } = Object(wanted) as Record<string, unknown>
  if (principal.kind === 'service') return Service === principal.name
  if (principal.kind !== 'account' || typeof AWS !== 'string') return false
  return AWS === '*' || parseArn(AWS)?.account === principal.account
}

function covers(wanted: unknown, action: string): boolean {
  if (typeof wanted !== 'string') return false
  const service = action.slice(0, action.indexOf(':'))
  // Names of actions differ by more than the case of their letters.
  return ['*', `${service}:*`, action].some((one) => one.toLowerCase() === wanted.toLowerCase())
}

function holds(condition: unknown, request: PolicyRequest): boolean {
  if (condition === undefined) return true
  const known = contextOf(request)
  return Object.entries(Object(condition)).every(([operator, keys]) => {
    const test = OPERATORS.get(operator)
    return Object.entries(Object(keys)).every(([key, wanted]) => {
      const given = known.get(key.toLowerCase())
      return given !== undefined && test?.(String(wanted), given) === true
    })
  })
}

const OPERATORS = new Map<string, (wanted: string, given: string) => boolean>([
  ['StringEquals', (wanted, given) => wanted === given],
  ['ArnLike', matchesArn],
  ['Bool', (wanted, given) => wanted.toLowerCase() === given],
])

/** The values that conditions ask for, by key; names of keys may be written in any case. */
function contextOf(request: PolicyRequest): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['aws:sourcearn', request.sourceArn],
    ['aws:sourceaccount', request.sourceAccount],
    ['aws:principalorgid', request.principalOrgId],
    ['lambda:functionurlauthtype', request.functionUrlAuthType],
    ['lambda:invokedviafunctionurl', request.invokedViaFunctionUrl?.toString()],
    ['lambda:eventsourcetoken', request.eventSourceToken],
  ])
}
