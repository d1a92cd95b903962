import type { LambdaFunction, Statement } from '../function.ts'
import { ofQualifier } from '../qualifier.ts'

/** The statements on a function, or on one version or alias of it: each has its own. */
export function statementsOf(
  fn: LambdaFunction,
  qualifier: string | undefined,
): readonly Statement[] {
  return ofQualifier(fn.policies, qualifier ?? '')?.statements ?? []
}
