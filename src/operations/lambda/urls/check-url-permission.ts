import { functionArn } from '../../../domain/arn.ts'
import { AccessDenied } from '../../../domain/faults.ts'
import type { LambdaFunction } from '../../../domain/function.ts'
import type { HttpCaller } from '../../../domain/http-event/http-caller.ts'
import { statementsOf } from '../../../domain/policy/function-policy.ts'
import { isAllowed } from '../../../domain/policy/is-allowed.ts'
import type { FunctionUrl } from '../../function-urls.ts'

/**
 * A URL for everybody, too, needs a statement in the policy of the function or of the alias that has it
 * (recorded on AWS). Callers of the function's own account may do everything.
 *
 * @throws AccessDenied
 */
export function checkUrlPermission(
  fn: LambdaFunction,
  { scope, name, qualifier, config: { authType } }: FunctionUrl,
  caller: HttpCaller | undefined,
): void {
  const isSigned = authType === 'AWS_IAM'
  if (isSigned && caller?.account === scope.account) return
  if (isSigned && caller === undefined) throw forbidden()
  const isLetIn = isAllowed(statementsOf(fn, qualifier), {
    principal: caller ? { kind: 'account', account: caller.account } : { kind: 'anonymous' },
    action: 'lambda:InvokeFunctionUrl',
    resource: functionArn(scope, name, qualifier),
    functionUrlAuthType: authType,
    invokedViaFunctionUrl: true,
  })
  if (!isLetIn) throw forbidden()
}

function forbidden(): AccessDenied {
  return new AccessDenied(
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  )
}
