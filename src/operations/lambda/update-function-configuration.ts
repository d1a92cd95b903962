import type { FunctionConfiguration, LambdaFunction } from '../../domain/function.ts'
import type { FunctionLayer } from '../../domain/layer.ts'
import { LATEST } from '../../domain/qualifier.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { changeFunction, withUpdate } from './change-function.ts'
import { checkEnvironment } from './environment.ts'
import {
  description,
  environment,
  functionName,
  handler,
  kmsKeyArn,
  layers,
  memorySize,
  revisionId,
  roleArn,
  runtime,
  timeout,
} from './fields.ts'
import { findFunction } from './find-function.ts'
import { asUpdating, toFunctionConfiguration } from './function-configuration.ts'
import { referToFunctionOnly } from './function-only.ts'
import { refuseContainersOwn } from './image-code.ts'
import { checkUnpackedSize, resolveLayers } from './layers/function-layers.ts'
import { withLoggingConfig } from './logging-config.ts'
import { checkFunctionRevision } from './revision.ts'
import { checkRuntimeMayChange } from './runtime-management.ts'
import {
  refuseOtherThanDefault,
  type SettingsAtDefault,
  settingsAtDefault,
} from './settings-at-default.ts'
import { checkRuntimeHere } from './what-runs.ts'

type UpdateFunctionConfigurationInput = SettingsAtDefault & {
  FunctionName: string
  Role?: string
  Handler?: string
  Description?: string
  Timeout?: number
  MemorySize?: number
  Environment?: { Variables?: Record<string, string> }
  Runtime?: string
  KMSKeyArn?: string
  RevisionId?: string
  Layers?: string[]
}

export const updateFunctionConfiguration = defineOperation<UpdateFunctionConfigurationInput>({
  service: 'lambda',
  name: 'UpdateFunctionConfiguration',
  input: structure(
    'UpdateFunctionConfigurationRequest',
    {
      FunctionName: functionName,
      Role: roleArn,
      Handler: handler,
      Description: description,
      Timeout: timeout,
      MemorySize: memorySize,
      Environment: environment,
      Runtime: runtime,
      KMSKeyArn: kmsKeyArn,
      RevisionId: revisionId,
      Layers: layers,
      ...settingsAtDefault,
    },
    ['FunctionName'],
  ),
  async handle(input, dependencies, { scope: caller }) {
    const { functions, executor, clock, random } = dependencies
    const action = 'UpdateFunctionConfiguration'
    const reference = await referToFunctionOnly(functions, caller, input.FunctionName, action)
    const { scope } = reference
    refuseOtherThanDefault(input)
    if (input.Runtime !== undefined) await checkRuntimeHere(input.Runtime, executor)
    checkEnvironment(input.Environment?.Variables ?? {})

    const layered = input.Layers && (await resolveLayers(dependencies, scope, input.Layers))

    const stamp = { now: clock.now(), revisionId: random.uuid() }
    const find = () => findFunction(functions, reference)
    if (layered) await checkUnpackedSize(dependencies, (await find()).function.latest.code, layered)
    const updated = await changeFunction(functions, scope, find, (fn) => {
      checkFunctionRevision(input.RevisionId, fn.latest.revisionId)
      if (fn.latest.code.kind === 'image') refuseContainersOwn(input)
      if (input.Runtime !== undefined && input.Runtime !== fn.latest.runtime) {
        checkRuntimeMayChange(fn)
      }
      const changed = withLayers(withKey(fn, input.KMSKeyArn), layered)
      return withUpdate(changed, changesOf(input, fn.latest), stamp)
    })
    executor.retire(scope, reference.name, LATEST)
    const answered = asUpdating(updated.latest, random.uuid())
    return toFunctionConfiguration(scope, answered, reference.qualifier)
  },
})

function changesOf(
  input: UpdateFunctionConfigurationInput,
  before: FunctionConfiguration,
): Partial<FunctionConfiguration> {
  return withoutUndefined({
    role: input.Role,
    handler: input.Handler,
    description: input.Description,
    timeoutSeconds: input.Timeout,
    memorySizeMb: input.MemorySize,
    environment: input.Environment && (input.Environment.Variables ?? {}),
    runtime: input.Runtime,
    logging: input.LoggingConfig && withLoggingConfig(before, input.LoggingConfig),
  })
}

/** An empty key takes the key away. */
function withKey(fn: LambdaFunction, key: string | undefined): LambdaFunction {
  if (key === undefined) return fn
  const { kmsKeyArn: _, ...latest } = fn.latest
  return { ...fn, latest: key === '' ? latest : { ...latest, kmsKeyArn: key } }
}

/** An empty list takes all of them away. */
function withLayers(
  fn: LambdaFunction,
  layered: readonly FunctionLayer[] | undefined,
): LambdaFunction {
  if (layered === undefined) return fn
  const { layers: _, ...latest } = fn.latest
  return { ...fn, latest: layered.length === 0 ? latest : { ...latest, layers: layered } }
}
