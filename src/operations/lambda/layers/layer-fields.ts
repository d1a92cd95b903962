import { integer, kept, list, string } from '../../schema.ts'
import { ACCEPTED_BY_AWS } from '../runtimes.ts'

const LAYER_ARN = 'arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+'

/** In the order of the service model. */
const RUNTIMES = [
  'nodejs',
  'nodejs4.3',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'nodejs16.x',
  'java8',
  'java8.al2',
  'java11',
  'python2.7',
  'python3.6',
  'python3.7',
  'python3.8',
  'python3.9',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'dotnet6',
  'dotnet8',
  'nodejs4.3-edge',
  'go1.x',
  'ruby2.5',
  'ruby2.7',
  'provided',
  'provided.al2',
  'nodejs18.x',
  'python3.10',
  'java17',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
  'python3.11',
  'nodejs20.x',
  'provided.al2023',
  'python3.12',
  'java21',
  'python3.13',
  'nodejs22.x',
  'nodejs24.x',
  'python3.14',
  'java25',
  'dotnet10',
  'ruby4.0',
]

export const layerName = string({ min: 1, max: 140, pattern: `(${LAYER_ARN})|[a-zA-Z0-9-_]+` })
/** As AWS's answers print it; the service model is behind. */
export const layerVersionArn = string({
  min: 1,
  max: 2_048,
  pattern:
    '(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)',
})
export const versionNumber = integer()
export const statementId = string({ min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)' })

export const licenseInfo = kept(string({ min: 0, max: 512 }), 'A note for people.')

/** What a list shows, and what it is asked for; AWS lets functions use layers of any other runtime too. */
const compatibleRuntime = string({ enum: RUNTIMES })
const compatibleArchitecture = string({ enum: ['x86_64', 'arm64'] })
/** Old ones may be named too, though AWS's message does not. */
export const compatibleRuntimes = list(string({ enum: RUNTIMES, named: ACCEPTED_BY_AWS }), {
  min: 0,
  max: 15,
})
export const compatibleArchitectures = list(compatibleArchitecture, { min: 0, max: 2 })

/** The members of the operations that list layers. */
export const layerPageMembers = {
  CompatibleRuntime: compatibleRuntime,
  CompatibleArchitecture: compatibleArchitecture,
  Marker: string(),
  MaxItems: integer({ min: 1, max: 50 }),
}
export const LARGEST_LAYER_PAGE = 50
