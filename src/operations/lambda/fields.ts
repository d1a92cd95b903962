/**
 * The members that several Lambda operations share. Patterns are the ones that AWS's messages print
 * (they differ from the published model by `eusc-`); the limits of timeout and memory are those of
 * functions that run on demand.
 */
import { blob, integer, kept, list, map, refused, sensitive, string, structure } from '../schema.ts'
import { layerVersionArn } from './layers/layer-fields.ts'

const REGION = '((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?'
const ARN = `(arn:(aws[a-zA-Z-]*)?:lambda:)?${REGION}(\\d{12}:)?(function:)?`
const ANY_ARN = '(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()'

/** The name in operations that make or change a function. */
export const functionName = string({
  min: 1,
  max: 140,
  pattern: `${ARN}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
})

/** The name in operations on a function as a whole. */
export const unqualifiedFunctionName = string({
  min: 1,
  max: 140,
  pattern: `${ARN}([a-zA-Z0-9-_]+)`,
})

/** The name in operations that use a function, with or without a version or alias. */
export const namespacedFunctionName = string({
  min: 1,
  max: 256,
  pattern: `${ARN}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
})

export const qualifier = string({
  min: 1,
  max: 128,
  pattern: '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+',
})

export const roleArn = kept(
  string({ pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+' }),
  'Calls from a handler come back to this server, which enforces no policies.',
)

export const handler = string({ min: 0, max: 128, pattern: '[^\\s]+' })
export const description = kept(string({ min: 0, max: 256 }), 'A note for people.')
export const timeout = integer({ min: 1, max: 900 })
export const memorySize = integer({ min: 128, max: 10_240 })
export const revisionId = string()
export const zipFile = sensitive(blob())

/** Checked by checkRuntime, because AWS does not word its refusal like other enumerations. */
export const runtime = string()

export const environment = structure('Environment', {
  Variables: sensitive(
    map(sensitive(string({ pattern: '[a-zA-Z]([a-zA-Z0-9_])+' })), sensitive(string())),
  ),
})

export const kmsKeyArn = kept(
  string({ pattern: ANY_ARN }),
  'It encrypts the environment at rest; the function sees the same variables.',
)

export const architectures = kept(
  list(string({ enum: ['x86_64', 'arm64'] }), { min: 1, max: 1 }),
  "Handlers run on this machine's processor, whatever its kind.",
)

export const tags = map(string(), string())

export const taggableResource = string({
  min: 1,
  max: 256,
  pattern:
    'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)',
})

/** Code that lies in a bucket, and how it is encrypted there. */
export const storedElsewhere = {
  S3Bucket: string({ min: 3, max: 63, pattern: '[0-9A-Za-z\\.\\-_]*(?<!\\.)' }),
  S3Key: string({ min: 1, max: 1_024 }),
  S3ObjectVersion: string({ min: 1, max: 1_024 }),
  SourceKMSKeyArn: refused(string({ pattern: ANY_ARN })),
}

export const layers = list(layerVersionArn)
