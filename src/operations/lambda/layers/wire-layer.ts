import { pathToFileURL } from 'node:url'
import {
  type LayerCode,
  type LayerVersion,
  layerArn,
  layerVersionArn,
} from '../../../domain/layer.ts'
import { storedBytes, toCodeSha256, toLambdaTime } from '../function-configuration.ts'
import type { LayerReference } from './layer-reference.ts'

/** A version as GetLayerVersion prints it. */
export function toLayerVersion(
  reference: LayerReference,
  version: LayerVersion,
  endpointUrl: string,
): object {
  const { code } = version
  return {
    Content: {
      Location: locate(code, endpointUrl),
      CodeSha256: toCodeSha256({ code }),
      CodeSize: storedBytes({ code }),
    },
    LayerArn: layerArn(reference.scope, reference.name),
    ...toListedVersion(reference, version),
  }
}

/** In a list. */
export function toListedVersion({ scope, name }: LayerReference, version: LayerVersion): object {
  const { compatibleRuntimes, compatibleArchitectures, licenseInfo } = version
  return {
    LayerVersionArn: layerVersionArn(scope, name, version.version),
    Version: version.version,
    Description: version.description,
    CreatedDate: toLambdaTime(version.createdAt),
    ...(compatibleRuntimes && { CompatibleRuntimes: compatibleRuntimes }),
    ...(compatibleArchitectures && { CompatibleArchitectures: compatibleArchitectures }),
    ...(licenseInfo !== undefined && { LicenseInfo: licenseInfo }),
  }
}

function locate(code: LayerCode, endpointUrl: string): string {
  return code.kind === 'zip'
    ? `${endpointUrl}/_busbar/code/${code.sha256}`
    : pathToFileURL(code.path).href
}
