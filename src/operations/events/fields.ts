/**
 * Members that several operations of EventBridge share, with the constraints of its service model.
 */
import { boolean, integer, kept, list, refused, string, structure } from '../schema.ts'

export const ruleName = string({ min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' })

export const eventBusName = string({ min: 1, max: 256, pattern: '[/\\.\\-_A-Za-z0-9]+' })

export const eventBusNameOrArn = string({
  min: 1,
  max: 1600,
  pattern:
    '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+',
})

/** Events cannot be put on the bus of a partner, whose name has slashes. */
export const nonPartnerEventBusNameOrArn = string({
  min: 1,
  max: 1600,
  pattern:
    '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+',
})

export const eventPattern = string({ max: 4096 })

export const targetId = string({ min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' })

export const arn = string({ min: 1, max: 1600 })

export const description = kept(
  string({ max: 512 }),
  'A note for people; AWS decides nothing by it.',
)

export const roleArn = kept(
  arn,
  'AWS assumes the role to reach targets; busbar needs no permission to reach its own.',
)

export const kmsKeyIdentifier = kept(
  string({ max: 2048, pattern: '^[a-zA-Z0-9_\\-/:]*$' }),
  'AWS encrypts what it stores with the key; no answer of the API shows it.',
)

export const tagKey = string({ min: 1, max: 128 })

const tag = structure('Tag', { Key: tagKey, Value: string({ min: 0, max: 256 }) }, ['Key', 'Value'])

export const tagList = list(tag)

export const nextToken = string({ min: 1, max: 2048 })

/** How many items a page has at most. @default 100 */
export const limit = integer({ min: 1, max: 100 })

export const force = kept(
  boolean(),
  'AWS asks for it to change rules that its own services manage; busbar has none of those.',
)

export const deadLetterConfig = refused(structure('DeadLetterConfig', { Arn: arn }))

export const logConfig = refused(
  structure('LogConfig', {
    IncludeDetail: string({ enum: ['NONE', 'FULL'] }),
    Level: string({ enum: ['OFF', 'ERROR', 'INFO', 'TRACE'] }),
  }),
)
