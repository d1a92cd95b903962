import { float, map, string, structure } from '../../schema.ts'
import { description } from '../fields.ts'

export const aliasName = string({ min: 1, max: 128, pattern: '(?!^[0-9]+$)([a-zA-Z0-9-_]+)' })

/** `$LATEST.PUBLISHED` is for capacity providers; here it is a version that does not exist. */
export const aliasVersion = string({
  min: 1,
  max: 1_024,
  pattern: '(\\$LATEST(\\.PUBLISHED)?|[0-9]+)',
})

const routingConfig = structure('AliasRoutingConfiguration', {
  AdditionalVersionWeights: map(
    string({ min: 1, max: 1_024, pattern: '[0-9]+' }),
    float({ min: 0, max: 1 }),
  ),
})

/** What creating and updating an alias have in common. */
export const aliasSettings = {
  FunctionVersion: aliasVersion,
  Description: description,
  RoutingConfig: routingConfig,
}

export type WireRouting = {
  readonly AdditionalVersionWeights?: Readonly<Record<string, number>>
}
