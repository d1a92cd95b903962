import { type Arn, parseArn } from '../../../domain/arn.ts'
import { InvalidInput, NotSupported } from '../../../domain/faults.ts'
import type { FunctionRegistry } from '../../../execution/function-registry.ts'
import { parseFunctionArn } from '../function-arn.ts'
import type { FunctionReference } from '../function-reference.ts'
import type { WireDestinations } from './event-invoke-members.ts'

/** What AWS takes and busbar has not. */
const NOT_YET: readonly (string | undefined)[] = ['sqs', 'sns', 's3']

/**
 * @throws InvalidInput for a destination that Lambda does not know, a function that is not there in the
 *   owner's account, or the function itself; NotSupported for one that busbar cannot reach. A missing event
 *   bus is taken, as on AWS.
 */
export async function checkDestinations(
  functions: FunctionRegistry,
  owner: FunctionReference,
  given: WireDestinations = {},
): Promise<void> {
  const { OnFailure, OnSuccess } = given
  const both = [
    ['DestinationConfig.OnFailure.Destination', OnFailure?.Destination],
    ['DestinationConfig.OnSuccess.Destination', OnSuccess?.Destination],
  ] as const
  for (const [member, text] of both) {
    if (!text) continue
    const arn = parseArn(text)
    if (text.startsWith('kafka://') || NOT_YET.includes(arn?.service)) throw unreachable(member)
    if (arn?.service === 'lambda') await checkFunction(functions, owner, text)
    else if (!arn || !isEventBus(arn)) throw unknown(given)
  }
}

async function checkFunction(
  functions: FunctionRegistry,
  owner: FunctionReference,
  text: string,
): Promise<void> {
  const to = parseFunctionArn(text)
  // What another account has is not told; its policy is asked when a record comes.
  if (to && to.scope.account !== owner.scope.account) return
  const found = to && (await functions.resolve(to.scope, to.name, to.qualifier, 0))
  if (!found) throw new InvalidInput(`The destination ARN ${text} is invalid.`)
  if (to.scope.region === owner.scope.region && to.name === owner.name) {
    throw new InvalidInput("You can't specify the function as a destination for itself.")
  }
}

function isEventBus({ service, region, account, resource }: Arn): boolean {
  const isBus = service === 'events' && /^event-bus\/[/.\-_A-Za-z0-9]{1,256}$/.test(resource)
  return isBus && region !== '' && account !== ''
}

function unreachable(member: string): NotSupported {
  return new NotSupported(
    `Parameter ${member} is not supported by busbar with a destination of this kind. Destinations can be ` +
      'Lambda functions (arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]) and event buses ' +
      '(arn:aws:events:<region>:<account>:event-bus/<name>).',
  )
}

/** As AWS prints it. */
function unknown({ OnSuccess, OnFailure }: WireDestinations): InvalidInput {
  const print = (name: string, text: string | undefined) =>
    text ? `${name}(destination=${text})` : 'null'
  const success = print('OnSuccess', OnSuccess?.Destination)
  const failure = print('OnFailure', OnFailure?.Destination)
  return new InvalidInput(
    `The provided destination config DestinationConfig(onSuccess=${success}, onFailure=${failure}) is invalid.`,
  )
}
