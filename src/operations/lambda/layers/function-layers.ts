import { InvalidInput } from '../../../domain/faults.ts'
import type { FunctionCode } from '../../../domain/function.ts'
import type { FunctionLayer } from '../../../domain/layer.ts'
import type { Scope } from '../../../domain/scope.ts'
import { MAX_UNPACKED_BYTES, unpackedSize } from '../../../execution/code/inspect-zip.ts'
import type { Dependencies } from '../../dependencies.ts'
import { denied, mayRead, parseLayerArn } from './layer-reference.ts'
import { findLayerVersion } from './layers.ts'

const MOST_LAYERS = 5

/**
 * The layers that a function asks for, as they are now: what becomes of their versions later does not
 * concern it.
 *
 * @param scope - the function's.
 * @throws InvalidInput, AccessDenied in AWS's words
 */
export async function resolveLayers(
  { config }: Pick<Dependencies, 'config'>,
  scope: Scope,
  arns: readonly string[],
): Promise<readonly FunctionLayer[]> {
  if (arns.length > MOST_LAYERS) throw new InvalidInput('Cannot reference more than 5 layers.')
  const layers: FunctionLayer[] = []
  for (const arn of arns) {
    layers.push(await resolveLayer({ config }, scope, arn))
    checkOnlyVersion(layers.slice(0, -1), arn)
  }
  return layers
}

/** @throws InvalidInput when the code and its layers are too much together. */
export async function checkUnpackedSize(
  { blobs }: Pick<Dependencies, 'blobs'>,
  code: FunctionCode,
  layers: readonly FunctionLayer[] | undefined,
): Promise<void> {
  if (layers === undefined || layers.length === 0) return
  let total = 0
  for (const one of [code, ...layers.map((layer) => layer.code)]) {
    const archive = one.kind === 'zip' ? await blobs.get(one.sha256) : undefined
    if (archive !== undefined) total += await unpackedSize(archive)
  }
  if (total <= MAX_UNPACKED_BYTES) return
  throw new InvalidInput(
    `Function code combined with layers exceeds the maximum allowed size of ${MAX_UNPACKED_BYTES} bytes. The actual size is ${total} bytes.`,
  )
}

async function resolveLayer(
  { config }: Pick<Dependencies, 'config'>,
  scope: Scope,
  arn: string,
): Promise<FunctionLayer> {
  const reference = parseLayerArn(arn)
  if (reference === undefined) throw missing(arn)
  if (reference.scope.region !== scope.region) {
    if (reference.scope.account !== scope.account) throw denied(scope, 'GetLayerVersion', arn)
    throw new InvalidInput(
      `Layers are not in the same region as the function. Layers are expected to be in region ${scope.region}.`,
    )
  }
  const found = await findLayerVersion(config, reference, reference.version)
  if (!mayRead(scope, reference, found)) throw denied(scope, 'GetLayerVersion', arn)
  if (found === undefined) throw missing(arn)
  return { arn, code: found.code }
}

function checkOnlyVersion(others: readonly FunctionLayer[], arn: string): void {
  const other = others.find((one) => layerOf(one.arn) === layerOf(arn))
  if (other === undefined) return
  throw new InvalidInput(
    `Two different versions of the same layer are not allowed to be referenced in the same function. ${other.arn} and ${arn} are versions of the same layer.`,
  )
}

function layerOf(arn: string): string {
  return arn.slice(0, arn.lastIndexOf(':'))
}

function missing(arn: string): InvalidInput {
  return new InvalidInput(`Layer version ${arn} does not exist.`)
}
