import { InvalidInput } from '../../../domain/faults.ts'
import type { FunctionConfiguration } from '../../../domain/function.ts'
import { defineOperation } from '../../operation.ts'
import { string, structure } from '../../schema.ts'
import { description, functionName, revisionId } from '../fields.ts'
import { toCodeSha256, toFunctionConfiguration } from '../function-configuration.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { checkFunctionRevision } from '../revision.ts'
import { publishTo } from '../settings-at-default.ts'
import { publish } from './publish.ts'

type PublishVersionInput = {
  FunctionName: string
  CodeSha256?: string
  Description?: string
  RevisionId?: string
}

export const publishVersion = defineOperation<PublishVersionInput>({
  service: 'lambda',
  name: 'PublishVersion',
  input: structure(
    'PublishVersionRequest',
    {
      FunctionName: functionName,
      CodeSha256: string(),
      Description: description,
      RevisionId: revisionId,
      PublishTo: publishTo,
    },
    ['FunctionName'],
  ),
  async handle(input, dependencies, { scope: caller }) {
    const { functions } = dependencies
    const { FunctionName, Description, RevisionId, CodeSha256 } = input
    const reference = await referToFunctionOnly(functions, caller, FunctionName, 'PublishVersion')
    const version = await publish(dependencies, reference, {
      ...(Description !== undefined && { description: Description }),
      check(latest) {
        // In this order on AWS.
        checkFunctionRevision(RevisionId, latest.revisionId)
        checkCode(CodeSha256, latest)
      },
    })
    return toFunctionConfiguration(reference.scope, version, version.version)
  },
})

function checkCode(given: string | undefined, latest: FunctionConfiguration): void {
  const current = toCodeSha256(latest)
  if (given === undefined || given === current) return
  throw new InvalidInput(
    `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
  )
}
