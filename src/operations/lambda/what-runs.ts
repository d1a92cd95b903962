import { InvalidInput } from '../../domain/faults.ts'
import type { Executor } from '../../execution/executor.ts'
import type { GivenCode } from './code-source.ts'
import { imageCode, refuseContainersOwn } from './image-code.ts'
import { checkRuntime } from './runtimes.ts'

type Given = {
  readonly PackageType?: string
  readonly Code: GivenCode & { readonly ImageUri?: string }
  readonly Layers?: readonly string[]
  readonly Runtime?: string
  readonly Handler?: string
  readonly MemorySize?: number
  readonly Environment?: { readonly Variables?: Record<string, string> }
}

/**
 * What a new function runs as.
 *
 * @returns the code of an image, and `undefined` for the code that an uploaded archive will be.
 */
export async function checkWhatRuns(given: Given, executor: Pick<Executor, 'lacks'>) {
  if (given.PackageType === 'Image') return { runtime: '', handler: '', image: checkImage(given) }
  const { Runtime, Handler, Code } = given
  if (Runtime !== undefined) await checkRuntimeHere(Runtime, executor)
  if (!Runtime || !Handler) {
    throw new InvalidInput(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    )
  }
  if (Code.ImageUri !== undefined) {
    throw new InvalidInput(
      "Please don't provide ImageUri when creating a function with packageType Zip.",
    )
  }
  return { runtime: Runtime, handler: Handler, image: undefined }
}

/** @throws InvalidInput also when this machine lacks what the runtime needs. */
export async function checkRuntimeHere(
  runtime: string,
  executor: Pick<Executor, 'lacks'>,
): Promise<void> {
  checkRuntime(runtime)
  const lacking = await executor.lacks(runtime)
  if (lacking !== undefined) throw new InvalidInput(lacking)
}

function checkImage(given: Given) {
  if (given.Code.ZipFile !== undefined || given.Code.S3Bucket !== undefined) {
    throw new InvalidInput(
      "Please don't provide ZipFile when creating a function with packageType Image.",
    )
  }
  if (given.Code.ImageUri === undefined) {
    throw new InvalidInput(
      'Please provide ImageUri when creating a function with packageType Image.',
    )
  }
  refuseContainersOwn(given)
  return imageCode('Code.ImageUri', given.Code.ImageUri)
}
