import type { CodeSigningConfig } from '../../../domain/code-signing-config.ts'
import { CodeSigningConfigNotFound, UntypedNotFound } from '../../../domain/faults.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { ConfigStore, Key, Stored } from '../../../store/config-store.ts'
import { kept, list, string, structure } from '../../schema.ts'
import { toLambdaTime } from '../function-configuration.ts'

export const codeSigningConfigArn = string({
  min: 0,
  max: 200,
  pattern:
    'arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}',
})

export const allowedPublishers = kept(
  structure(
    'AllowedPublishers',
    {
      SigningProfileVersionArns: list(
        string({
          pattern:
            'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
        }),
        { min: 1, max: 20 },
      ),
    },
    ['SigningProfileVersionArns'],
  ),
  'With the policy Warn, AWS deploys code that nobody of these has signed, and counts it.',
)

export type WirePublishers = { readonly SigningProfileVersionArns: readonly string[] }

function toArn({ region, account }: Scope, id: string): string {
  return `arn:aws:lambda:${region}:${account}:code-signing-config:${id}`
}

export function keyOf({ account, region }: Scope, id: string): Key {
  return [account, region, id]
}

/** As GetCodeSigningConfig prints it. */
export function toWire(scope: Scope, config: CodeSigningConfig): object {
  return {
    CodeSigningConfigId: config.id,
    CodeSigningConfigArn: toArn(scope, config.id),
    ...(config.description !== undefined && { Description: config.description }),
    AllowedPublishers: { SigningProfileVersionArns: config.signingProfileVersionArns },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
    LastModified: toLambdaTime(config.lastModifiedAt),
  }
}

/** @throws UntypedNotFound; also for one of another account or region. */
export async function requireConfig(
  config: ConfigStore,
  scope: Scope,
  arn: string,
): Promise<Stored<CodeSigningConfig>> {
  const found = await findConfig(config, scope, arn)
  if (found) return found
  throw new UntypedNotFound(`The Lambda code signing configuration ${arn} can not be found.`)
}

/** @throws CodeSigningConfigNotFound in the words of operations that give one to a function. */
export async function checkConfigExists(
  config: ConfigStore,
  scope: Scope,
  arn: string,
): Promise<void> {
  if (await findConfig(config, scope, arn)) return
  throw new CodeSigningConfigNotFound(
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
  )
}

async function findConfig(
  config: ConfigStore,
  scope: Scope,
  arn: string,
): Promise<Stored<CodeSigningConfig> | undefined> {
  const id = arn.split(':').at(-1) ?? ''
  return toArn(scope, id) === arn ? config.get('code_signing_configs', keyOf(scope, id)) : undefined
}
