import { InvalidInput } from '../../domain/faults.ts'
import type { FunctionCode, FunctionConfiguration } from '../../domain/function.ts'
import { LATEST } from '../../domain/qualifier.ts'
import { defineOperation } from '../operation.ts'
import { boolean, string, structure } from '../schema.ts'
import { changeFunction, withUpdate } from './change-function.ts'
import { checkCode, type GivenCode, takeCode } from './code-source.ts'
import { architectures, functionName, revisionId, storedElsewhere, zipFile } from './fields.ts'
import { findFunction } from './find-function.ts'
import { LARGEST_CODE_REQUEST } from './function-code.ts'
import { asUpdating, toFunctionConfiguration } from './function-configuration.ts'
import { referToFunctionOnly } from './function-only.ts'
import { imageCode } from './image-code.ts'
import { checkUnpackedSize } from './layers/function-layers.ts'
import { checkFunctionRevision } from './revision.ts'
import { publishTo } from './settings-at-default.ts'
import { publish } from './versions/publish.ts'

type UpdateFunctionCodeInput = GivenCode & {
  FunctionName: string
  ImageUri?: string
  Publish?: boolean
  DryRun?: boolean
  RevisionId?: string
  Architectures?: FunctionConfiguration['architecture'][]
}

export const updateFunctionCode = defineOperation<UpdateFunctionCodeInput>({
  service: 'lambda',
  name: 'UpdateFunctionCode',
  bodyLimit: LARGEST_CODE_REQUEST,
  input: structure(
    'UpdateFunctionCodeRequest',
    {
      FunctionName: functionName,
      ZipFile: zipFile,
      ...storedElsewhere,
      ImageUri: string(),
      Publish: boolean(),
      DryRun: boolean(),
      RevisionId: revisionId,
      Architectures: architectures,
      PublishTo: publishTo,
    },
    ['FunctionName'],
  ),
  async handle(input, dependencies, { scope: caller }) {
    const { functions, executor, clock, random } = dependencies
    const action = 'UpdateFunctionCode'
    const reference = await referToFunctionOnly(functions, caller, input.FunctionName, action)
    const { scope } = reference
    const find = () => findFunction(functions, reference)
    const { latest } = (await find()).function
    checkFunctionRevision(input.RevisionId, latest.revisionId)
    const image = checkPackageType(input, latest.code.kind === 'image')

    if (input.DryRun) {
      if (image === undefined) await checkCode(dependencies, scope, input)
      return toFunctionConfiguration(scope, latest, reference.qualifier)
    }
    const code = image ?? (await takeCode(dependencies, scope, input))
    await checkUnpackedSize(dependencies, code, latest.layers)
    const stamp = { now: clock.now(), revisionId: random.uuid() }
    const updated = await changeFunction(functions, scope, find, (fn) => {
      checkFunctionRevision(input.RevisionId, fn.latest.revisionId)
      const architecture = input.Architectures?.[0] ?? fn.latest.architecture
      return withUpdate(fn, { code, architecture }, stamp)
    })
    executor.retire(scope, reference.name, LATEST)
    if (input.Publish) {
      const version = await publish(dependencies, reference, { check: () => {} })
      return toFunctionConfiguration(scope, version, version.version)
    }
    const answered = asUpdating(updated.latest, random.uuid())
    return toFunctionConfiguration(scope, answered, reference.qualifier)
  },
})

/** @returns the new code of a function that is an image. */
function checkPackageType(
  { ImageUri, ZipFile, S3Bucket }: UpdateFunctionCodeInput,
  isImage: boolean,
): FunctionCode | undefined {
  const isGivenZip = ZipFile !== undefined || S3Bucket !== undefined
  if (isImage && (ImageUri === undefined || isGivenZip)) {
    throw new InvalidInput(
      'Please provide ImageUri when updating a function with packageType Image.',
    )
  }
  if (!isImage && ImageUri !== undefined) {
    throw new InvalidInput(
      "Please don't provide ImageUri when updating a function with packageType Zip.",
    )
  }
  return ImageUri === undefined ? undefined : imageCode('ImageUri', ImageUri)
}
