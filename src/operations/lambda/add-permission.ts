import { functionArn } from '../../domain/arn.ts'
import { Conflict, InvalidInput } from '../../domain/faults.ts'
import type { LambdaFunction } from '../../domain/function.ts'
import { defineOperation } from '../operation.ts'
import { boolean, kept, string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { namespacedFunctionName, qualifier, revisionId } from './fields.ts'
import { parseFunctionReference } from './function-reference.ts'
import { checkNotLatest, findPolicyHolder, withStatements } from './policy-holder.ts'
import { checkPolicySize, type Permission, type Statement, toStatement } from './resource-policy.ts'
import { checkPolicyRevision } from './revision.ts'

type AddPermissionInput = Permission & {
  readonly FunctionName: string
  readonly Qualifier?: string
  readonly RevisionId?: string
}

const WHY = 'Part of the statement, which is kept and shown; busbar enforces no policies.'

export const addPermission = defineOperation<AddPermissionInput>({
  service: 'lambda',
  name: 'AddPermission',
  input: structure(
    'AddPermissionRequest',
    {
      FunctionName: namespacedFunctionName,
      StatementId: string({ min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)' }),
      Action: kept(string({ pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' }), WHY),
      Principal: kept(string({ pattern: '[^\\s]+' }), WHY),
      SourceArn: kept(
        string({
          pattern:
            'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
        }),
        WHY,
      ),
      SourceAccount: kept(string({ min: 0, max: 12, pattern: '\\d{12}' }), WHY),
      EventSourceToken: kept(string({ min: 0, max: 256, pattern: '[a-zA-Z0-9._\\-]+' }), WHY),
      PrincipalOrgID: kept(string({ min: 12, max: 34, pattern: 'o-[a-z0-9]{10,32}' }), WHY),
      FunctionUrlAuthType: kept(string({ enum: ['NONE', 'AWS_IAM'] }), WHY),
      InvokedViaFunctionUrl: kept(boolean(), WHY),
      Qualifier: qualifier,
      RevisionId: revisionId,
    },
    ['FunctionName', 'StatementId', 'Action', 'Principal'],
  ),
  async handle(input, { functions, random }, { scope }) {
    const { FunctionName, Qualifier } = input
    const reference = parseFunctionReference(scope, FunctionName, Qualifier, 'AddPermission')
    checkNotLatest(reference)
    checkUrlAction(input)
    const statement = toStatement(input, functionArn(scope, reference.name, reference.qualifier))
    const stamp = random.uuid()
    const find = () => findPolicyHolder(functions, scope, reference)
    await changeFunction(functions, scope, find, (fn) => {
      // AWS looks at the statement's id first, then at the revision.
      const statements = [...withoutDuplicate(fn, input.StatementId), statement]
      checkPolicyRevision(input.RevisionId, fn.latest.revisionId)
      checkPolicySize(statements)
      return withStatements(fn, statements, stamp)
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

function withoutDuplicate({ policies }: LambdaFunction, sid: string): readonly Statement[] {
  const statements = policies['']?.statements ?? []
  if (statements.every(({ Sid }) => Sid !== sid)) return statements
  throw new Conflict(
    `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  )
}
