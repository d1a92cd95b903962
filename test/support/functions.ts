import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateFunctionCommand, type LambdaClient, type Runtime } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { ACCOUNT, type Busbar, REGION } from './start-busbar.ts'

/** A zip holds when its files were changed, in steps of two seconds: the same files make the same zip. */
const CHANGED = new Date('2026-01-01T12:00:00')

/** A zip with the files given, by name and content. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
    { mtime: CHANGED },
  )
}

/** Creates a function from the source of an `index.mjs` that exports `handler`. @returns its ARN. */
export async function createFunction(
  lambda: LambdaClient,
  name: string,
  source: string,
  change: {
    Timeout?: number
    MemorySize?: number
    Environment?: { Variables: Record<string, string> }
  } = {},
): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x' satisfies Runtime,
      Role: `arn:aws:iam::${ACCOUNT}:role/test`,
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.mjs': source }) },
      ...change,
    }),
  )
  return FunctionArn
}

export const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`

/** A handler that logs each event as one line, `EVENT <json>`. */
export const RECORDER = `export const handler = async (event) => { console.log('EVENT ' + JSON.stringify(event)) }`

/** The events that a function made of RECORDER got, in the order of arrival. */
export async function recordedBy(busbar: Busbar, name: string): Promise<unknown[]> {
  const { events = [] } = await busbar.logs.send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, filterPattern: 'EVENT' }),
  )
  return events.map(({ message = '' }) => JSON.parse(message.slice(message.indexOf('EVENT ') + 6)))
}
