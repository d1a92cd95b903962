import { Conflict, InvalidInput } from '../../domain/faults.ts'
import type { FunctionCode, FunctionConfiguration, LambdaFunction } from '../../domain/function.ts'
import { LATEST } from '../../domain/qualifier.ts'
import type { Tags } from '../../domain/tags.ts'
import { RevisionConflict } from '../../store/config-store.ts'
import type { Dependencies } from '../dependencies.ts'
import { defineOperation, type RequestContext } from '../operation.ts'
import { boolean, refused, string, structure } from '../schema.ts'
import { checkConfigExists, codeSigningConfigArn } from './code-signing/code-signing-configs.ts'
import { type GivenCode, takeCode } from './code-source.ts'
import { checkEnvironment } from './environment.ts'
import {
  architectures,
  description,
  environment,
  functionName,
  handler,
  kmsKeyArn,
  layers,
  memorySize,
  roleArn,
  runtime,
  storedElsewhere,
  tags,
  timeout,
  zipFile,
} from './fields.ts'
import { LARGEST_CODE_REQUEST } from './function-code.ts'
import { asCreating, toFunctionConfiguration } from './function-configuration.ts'
import { referTo } from './function-reference.ts'
import { type WireTags, withTags } from './function-tags.ts'
import { checkUnpackedSize, resolveLayers } from './layers/function-layers.ts'
import { withLoggingConfig } from './logging-config.ts'
import {
  publishTo,
  refuseOtherThanDefault,
  type SettingsAtDefault,
  settingsAtDefault,
} from './settings-at-default.ts'
import { publish } from './versions/publish.ts'
import { checkWhatRuns } from './what-runs.ts'

type CreateFunctionInput = SettingsAtDefault & {
  FunctionName: string
  Role: string
  Code: GivenCode & { ImageUri?: string }
  Runtime?: string
  Handler?: string
  Description?: string
  Timeout?: number
  MemorySize?: number
  Environment?: { Variables?: Record<string, string> }
  Architectures?: FunctionConfiguration['architecture'][]
  KMSKeyArn?: string
  Tags?: WireTags
  Publish?: boolean
  CodeSigningConfigArn?: string
  Layers?: string[]
}

const LONGEST_NAME = 64

export const createFunction = defineOperation<CreateFunctionInput>({
  service: 'lambda',
  name: 'CreateFunction',
  bodyLimit: LARGEST_CODE_REQUEST,
  input: structure(
    'CreateFunctionRequest',
    {
      FunctionName: functionName,
      Role: roleArn,
      Code: structure('FunctionCode', {
        ZipFile: zipFile,
        ...storedElsewhere,
        ImageUri: string(),
      }),
      Runtime: runtime,
      Handler: handler,
      Description: description,
      Timeout: timeout,
      MemorySize: memorySize,
      Publish: boolean(),
      PackageType: string({ enum: ['Zip', 'Image'] }),
      Environment: environment,
      KMSKeyArn: kmsKeyArn,
      Tags: tags,
      Architectures: architectures,
      Layers: layers,
      ...settingsAtDefault,
      CodeSigningConfigArn: codeSigningConfigArn,
      PublishTo: publishTo,
      TenancyConfig: refused(
        structure('TenancyConfig', { TenantIsolationMode: string({ enum: ['PER_TENANT'] }) }, [
          'TenantIsolationMode',
        ]),
      ),
    },
    ['FunctionName', 'Role', 'Code'],
  ),
  async handle(input, dependencies, { scope: caller }) {
    const { functions, random } = dependencies
    const { FunctionName } = input
    const { scope, name } = await referTo(functions, caller, { FunctionName }, 'CreateFunction')
    checkName(name)
    refuseOtherThanDefault(input)
    const { image, ...runs } = await checkWhatRuns(input, dependencies.executor)
    checkEnvironment(input.Environment?.Variables ?? {})
    const functionTags = withTags([], input.Tags ?? {})
    if (await functions.find(scope, name)) throw alreadyExists(name)
    const signing = input.CodeSigningConfigArn
    if (signing !== undefined) await checkConfigExists(dependencies.config, scope, signing)

    const layered = await resolveLayers(dependencies, scope, input.Layers ?? [])
    const code = image ?? (await takeCode(dependencies, scope, input.Code, 'Code'))
    await checkUnpackedSize(dependencies, code, layered)
    const latest = {
      ...toConfiguration(input, { name, ...runs, code }, dependencies),
      ...(layered.length > 0 && { layers: layered }),
    }
    const fn = newFunction(latest, functionTags)
    const signed = signing === undefined ? fn : { ...fn, codeSigningConfigArn: signing }
    await putNew(dependencies, scope, signed)
    const answered = input.Publish
      ? await publish(dependencies, { scope, name }, { check: () => {} })
      : latest
    return toFunctionConfiguration(scope, asCreating(answered, random.uuid()))
  },
})

function checkName(name: string): void {
  if (name.length <= LONGEST_NAME) return
  throw new InvalidInput(
    `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_NAME}`,
  )
}

function toConfiguration(
  input: CreateFunctionInput,
  given: { name: string; runtime: string; handler: string; code: FunctionCode },
  { clock, random }: Pick<Dependencies, 'clock' | 'random'>,
): FunctionConfiguration {
  return {
    functionName: given.name,
    version: LATEST,
    runtime: given.runtime,
    handler: given.handler,
    role: input.Role,
    description: input.Description ?? '',
    timeoutSeconds: input.Timeout ?? 3,
    memorySizeMb: input.MemorySize ?? 128,
    ...(input.Environment && { environment: input.Environment.Variables ?? {} }),
    architecture: input.Architectures?.[0] ?? 'x86_64',
    ...(input.KMSKeyArn && { kmsKeyArn: input.KMSKeyArn }),
    ...(input.LoggingConfig && {
      logging: withLoggingConfig({ functionName: given.name }, input.LoggingConfig),
    }),
    code: given.code,
    lastModifiedAt: clock.now(),
    revisionId: random.uuid(),
    state: 'Active',
    lastUpdateStatus: 'Successful',
  }
}

function newFunction(latest: FunctionConfiguration, tags: Tags): LambdaFunction {
  const createdAt = latest.lastModifiedAt
  return { latest, createdAt, tags, policies: {}, versions: {}, aliases: [] }
}

async function putNew(
  { functions, config }: Pick<Dependencies, 'functions' | 'config'>,
  scope: RequestContext['scope'],
  fn: LambdaFunction,
): Promise<void> {
  try {
    await functions.put(scope, fn, 'absent')
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error
    // Somebody was faster: in taking the name, or in deleting the config.
    const signing = fn.codeSigningConfigArn
    if (signing !== undefined) await checkConfigExists(config, scope, signing)
    throw alreadyExists(fn.latest.functionName)
  }
}

function alreadyExists(name: string): Conflict {
  return new Conflict(`Function already exist: ${name}`)
}
