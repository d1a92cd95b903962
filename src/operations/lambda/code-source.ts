import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { InvalidInput, NotSupported } from '../../domain/faults.ts'
import type { LayerCode } from '../../domain/layer.ts'
import type { Scope } from '../../domain/scope.ts'
import { ObjectRefused, ObjectTooLarge } from '../../store/object-source.ts'
import type { Dependencies } from '../dependencies.ts'
import { checkUploadedZip, checkZip, LARGEST_STORED_ZIP, storeZip } from './function-code.ts'

/** The members that say where code is, of functions and layers alike. */
export type GivenCode = {
  readonly ZipFile?: Uint8Array
  readonly S3Bucket?: string
  readonly S3Key?: string
  readonly S3ObjectVersion?: string
}

type Sources = Pick<Dependencies, 'blobs' | 'objects'>

/** LocalStack's name for a bucket whose keys are folders of this machine. */
const HOT_RELOAD = 'hot-reload'

/**
 * Takes code from wherever it is and stores it, unless it is a folder that stays where it is. What
 * will refer to it must be written afterwards.
 *
 * @param member - what the members are inside of, for messages: `Code`, `Content` or nothing.
 * @throws InvalidInput, TooLarge in AWS's words; NotSupported where no S3 is configured.
 */
export async function takeCode(
  sources: Sources,
  scope: Scope,
  given: GivenCode,
  member = '',
): Promise<LayerCode> {
  const found = await checkCode(sources, scope, given, member)
  return 'path' in found
    ? { kind: 'directory', path: found.path }
    : storeZip(sources.blobs, found.zip)
}

/** The same, and stores nothing. */
export async function checkCode(
  { objects }: Pick<Dependencies, 'objects'>,
  scope: Scope,
  given: GivenCode,
  member = '',
): Promise<{ readonly zip: Uint8Array } | { readonly path: string }> {
  const { ZipFile, S3Bucket: bucket, S3Key: key, S3ObjectVersion: version } = given
  const isElsewhere = bucket !== undefined || key !== undefined || version !== undefined
  if (ZipFile !== undefined && isElsewhere) {
    throw new InvalidInput(
      'Please do not provide other FunctionCode parameters when providing a ZipFile.',
    )
  }
  if (!isElsewhere) return { zip: await checkUploadedZip(ZipFile) }
  if (bucket === undefined || key === undefined) {
    throw new InvalidInput('Please provide a source for function code.')
  }
  if (bucket === HOT_RELOAD) return { path: await checkFolder(key) }
  if (objects === undefined) throw noEndpoint(member === '' ? 'S3Bucket' : `${member}.S3Bucket`)
  const name = { bucket, key, ...(version !== undefined && { version }) }
  const zip = await objects.get(scope, name, LARGEST_STORED_ZIP).catch(inWordsOfLambda)
  return { zip: await checkZip(zip) }
}

async function checkFolder(path: string): Promise<string> {
  if (!isAbsolute(path)) {
    throw new InvalidInput(
      `The key in the bucket ${HOT_RELOAD} is "${path}", but it takes the absolute path of a folder.`,
    )
  }
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return path
  throw new InvalidInput(
    `The key in the bucket ${HOT_RELOAD} is "${path}", which is no folder on the machine of this server.`,
  )
}

function noEndpoint(member: string): NotSupported {
  return new NotSupported(
    `Parameter ${member} is supported by busbar when BUSBAR_ENDPOINT_S3 says where S3 is. Without it, code comes as ZipFile, or from a folder of this machine: the bucket ${HOT_RELOAD} with its absolute path as key.`,
  )
}

function inWordsOfLambda(error: unknown): never {
  if (error instanceof ObjectTooLarge) {
    throw new InvalidInput(`Unzipped size must be smaller than ${LARGEST_STORED_ZIP} bytes`)
  }
  if (error instanceof ObjectRefused) {
    throw new InvalidInput(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    )
  }
  throw error
}
