import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { LARGEST_PAGE, pageMembers, parseMarker, toMarker } from '../page.ts'
import { keyOf, toWire } from './code-signing-configs.ts'

type ListCodeSigningConfigsInput = { Marker?: string; MaxItems?: number }

export const listCodeSigningConfigs = defineOperation<ListCodeSigningConfigsInput>({
  service: 'lambda',
  name: 'ListCodeSigningConfigs',
  input: structure('ListCodeSigningConfigsRequest', pageMembers),
  async handle({ Marker, MaxItems = LARGEST_PAGE }, { config }, { scope }) {
    const after = parseMarker(Marker)
    const { items, next } = await config.list(
      'code_signing_configs',
      [scope.account, scope.region],
      {
        limit: Math.min(MaxItems, LARGEST_PAGE),
        ...(after !== undefined && { after: keyOf(scope, after) }),
      },
    )
    return {
      CodeSigningConfigs: items.map(({ doc }) => toWire(scope, doc)),
      ...(next && { NextMarker: toMarker(String(next.at(-1))) }),
    }
  },
})
