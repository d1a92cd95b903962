import type { LayerVersion } from '../../../domain/layer.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { type GivenCode, takeCode } from '../code-source.ts'
import { description, storedElsewhere, zipFile } from '../fields.ts'
import { LARGEST_CODE_REQUEST } from '../function-code.ts'
import {
  compatibleArchitectures,
  compatibleRuntimes,
  layerName,
  licenseInfo,
} from './layer-fields.ts'
import { referToOwnLayer } from './layer-reference.ts'
import { changeLayer } from './layers.ts'
import { toLayerVersion } from './wire-layer.ts'

type PublishLayerVersionInput = {
  LayerName: string
  Description?: string
  Content: GivenCode
  CompatibleRuntimes?: string[]
  LicenseInfo?: string
  CompatibleArchitectures?: string[]
}

export const publishLayerVersion = defineOperation<PublishLayerVersionInput>({
  service: 'lambda',
  name: 'PublishLayerVersion',
  bodyLimit: LARGEST_CODE_REQUEST,
  input: structure(
    'PublishLayerVersionRequest',
    {
      LayerName: layerName,
      Description: description,
      Content: structure('LayerVersionContentInput', {
        S3Bucket: storedElsewhere.S3Bucket,
        S3Key: storedElsewhere.S3Key,
        S3ObjectVersion: storedElsewhere.S3ObjectVersion,
        ZipFile: zipFile,
      }),
      CompatibleRuntimes: compatibleRuntimes,
      LicenseInfo: licenseInfo,
      CompatibleArchitectures: compatibleArchitectures,
    },
    ['LayerName', 'Content'],
  ),
  async handle(input, dependencies, { scope: caller }) {
    const { config, clock, endpointUrl } = dependencies
    const reference = referToOwnLayer(caller, input.LayerName, 'PublishLayerVersion')
    const code = await takeCode(dependencies, caller, input.Content, 'Content')
    const layer = await changeLayer(config, reference, (before) => {
      const version = (before?.lastVersion ?? 0) + 1
      const published = toVersion(input, version, { code, createdAt: clock.now() })
      const versions = [...(before?.versions ?? []), published]
      return { name: reference.name, lastVersion: version, versions }
    })
    const published = layer.versions.find(({ version }) => version === layer.lastVersion)
    return published && toLayerVersion(reference, published, endpointUrl())
  },
})

function toVersion(
  input: PublishLayerVersionInput,
  version: number,
  made: Pick<LayerVersion, 'code' | 'createdAt'>,
): LayerVersion {
  return {
    version,
    description: input.Description ?? '',
    ...made,
    ...(input.LicenseInfo !== undefined && { licenseInfo: input.LicenseInfo }),
    ...(input.CompatibleRuntimes && { compatibleRuntimes: input.CompatibleRuntimes }),
    ...(input.CompatibleArchitectures && {
      compatibleArchitectures: input.CompatibleArchitectures,
    }),
  }
}
