import { Conflict, InvalidInput } from '../../domain/faults.ts'
import type { Statement } from '../../domain/function.ts'
import { revisionOf } from '../../domain/function-revision.ts'
import { statementsOf } from '../../domain/policy/function-policy.ts'
import { defineOperation } from '../operation.ts'
import { boolean, string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { namespacedFunctionName, qualifier, revisionId } from './fields.ts'
import { arnOf } from './find-function.ts'
import { referTo } from './function-reference.ts'
import { checkNotLatest, findPolicyHolder, withStatements } from './policy-holder.ts'
import { checkPolicySize, type Permission, toStatement } from './resource-policy.ts'
import { checkPolicyRevision } from './revision.ts'

type AddPermissionInput = Permission & {
  readonly FunctionName: string
  readonly Qualifier?: string
  readonly RevisionId?: string
}

export const addPermission = defineOperation<AddPermissionInput>({
  service: 'lambda',
  name: 'AddPermission',
  input: structure(
    'AddPermissionRequest',
    {
      FunctionName: namespacedFunctionName,
      StatementId: string({ min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)' }),
      Action: string({ pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' }),
      Principal: string({ pattern: '[^\\s]+' }),
      SourceArn: string({
        pattern:
          'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
      }),
      SourceAccount: string({ min: 0, max: 12, pattern: '\\d{12}' }),
      EventSourceToken: string({ min: 0, max: 256, pattern: '[a-zA-Z0-9._\\-]+' }),
      PrincipalOrgID: string({ min: 12, max: 34, pattern: 'o-[a-z0-9]{10,32}' }),
      FunctionUrlAuthType: string({ enum: ['NONE', 'AWS_IAM'] }),
      InvokedViaFunctionUrl: boolean(),
      Qualifier: qualifier,
      RevisionId: revisionId,
    },
    ['FunctionName', 'StatementId', 'Action', 'Principal'],
  ),
  async handle(input, { functions, random }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'AddPermission')
    checkNotLatest(reference)
    checkUrlAction(input)
    const statement = toStatement(input, arnOf(reference))
    const stamp = random.uuid()
    const { scope, qualifier: given } = reference
    const find = () => findPolicyHolder(functions, reference)
    await changeFunction(functions, scope, find, (fn) => {
      // AWS looks at the statement's id first, then at the revision.
      const present = statementsOf(fn, given)
      checkIsNew(present, input.StatementId)
      checkPolicyRevision(input.RevisionId, revisionOf(fn, given))
      const statements = [...present, statement]
      checkPolicySize(statements)
      return withStatements(fn, given, statements, stamp)
    })
    return { Statement: JSON.stringify(statement) }
  },
})

function checkUrlAction({ Action, FunctionUrlAuthType }: Permission): void {
  if (FunctionUrlAuthType === undefined || Action === 'lambda:InvokeFunctionUrl') return
  throw new InvalidInput(
    'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action',
  )
}

function checkIsNew(present: readonly Statement[], sid: string): void {
  if (present.every(({ Sid }) => Sid !== sid)) return
  throw new Conflict(
    `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  )
}
