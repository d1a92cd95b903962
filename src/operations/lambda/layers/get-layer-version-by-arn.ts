import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { readLayerVersion } from './get-layer-version.ts'
import { layerVersionArn } from './layer-fields.ts'
import { noSuchLayer, parseLayerArn } from './layer-reference.ts'

type GetLayerVersionByArnInput = { Arn: string }

export const getLayerVersionByArn = defineOperation<GetLayerVersionByArnInput>({
  service: 'lambda',
  name: 'GetLayerVersionByArn',
  input: structure('GetLayerVersionByArnRequest', { Arn: layerVersionArn }, ['Arn']),
  async handle({ Arn }, dependencies, { scope: caller }) {
    const parsed = parseLayerArn(Arn)
    if (parsed === undefined || parsed.scope.region !== caller.region) throw noSuchLayer()
    return readLayerVersion(dependencies, caller, parsed, parsed.version)
  },
})
