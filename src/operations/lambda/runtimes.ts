import { InvalidInput, NotSupported } from '../../domain/faults.ts'
import { RUNTIMES_THAT_RUN_HERE, runtimeFamily } from '../../domain/runtime.ts'

/**
 * What AWS takes for new functions, in the order of its message (recorded on AWS in January 2026, then
 * ruby4.0 from the service model of May 2026). Its dates for blocking old ones moved several times, so
 * busbar takes a runtime as long as AWS was seen to.
 */
export const ACCEPTED_BY_AWS =
  'nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2, ruby4.0'
const accepted = new Set(ACCEPTED_BY_AWS.split(', '))

const retired = new Set([
  'nodejs',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'java8',
  'python2.7',
  'python3.6',
  'python3.7',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'ruby2.5',
  'ruby2.7',
  'provided',
])

/**
 * @throws InvalidInput in AWS's words when AWS would not take the runtime.
 * @throws NotSupported when AWS would and busbar cannot run it.
 */
export function checkRuntime(runtime: string): void {
  if (runtimeFamily(runtime) !== undefined) return
  if (retired.has(runtime)) {
    throw new InvalidInput(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    )
  }
  if (!accepted.has(runtime)) {
    throw new InvalidInput(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${ACCEPTED_BY_AWS}] or be a valid ARN`,
    )
  }
  throw new NotSupported(
    `busbar does not run ${runtime} functions yet. These runtimes run here: ${RUNTIMES_THAT_RUN_HERE.join(', ')}. A function of another language runs with a bootstrap of its own (provided.al2023), or in a container (PackageType Image).`,
  )
}
