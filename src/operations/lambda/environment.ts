import { InvalidInput } from '../../domain/faults.ts'

/** Lambda developer guide, "Defined runtime environment variables", the reserved ones. */
const reserved = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])

const LARGEST_ENVIRONMENT = 4_096
const REFUSAL =
  'Lambda was unable to configure your environment variables because the environment variables you have provided'

/** @throws InvalidInput when Lambda would not set these variables. */
export function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const taken = Object.keys(variables).filter((key) => reserved.has(key))
  if (taken.length > 0) {
    throw new InvalidInput(
      `${REFUSAL} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    )
  }
  const measured = JSON.stringify(variables)
  if (Buffer.byteLength(measured) > LARGEST_ENVIRONMENT) {
    throw new InvalidInput(`${REFUSAL} exceeded the 4KB limit. String measured: ${measured}`)
  }
}
