/**
 * Settings of a function that busbar knows and, but for LoggingConfig, does not act on yet. Tools send them even when they ask
 * for nothing (empty lists, `PassThrough`), so a value that means AWS's default is taken and any other
 * is refused by name.
 */
import { NotSupported } from '../../domain/faults.ts'
import {
  boolean,
  float,
  integer,
  list,
  refused,
  type Schema,
  string,
  structure,
} from '../schema.ts'
import { type LoggingConfig, loggingConfig } from './logging-config.ts'

const ANY_ARN = '(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()'
const FILE_SYSTEM_ARN =
  'arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}'

/** What CreateFunction and UpdateFunctionConfiguration share of these settings. */
export const settingsAtDefault: Readonly<Record<string, Schema>> = {
  VpcConfig: structure('VpcConfig', {
    SubnetIds: list(string(), { min: 0, max: 16 }),
    SecurityGroupIds: list(string(), { min: 0, max: 5 }),
    Ipv6AllowedForDualStack: boolean(),
  }),
  DeadLetterConfig: structure('DeadLetterConfig', { TargetArn: string({ pattern: ANY_ARN }) }),
  TracingConfig: structure('TracingConfig', { Mode: string({ enum: ['Active', 'PassThrough'] }) }),
  FileSystemConfigs: list(
    structure(
      'FileSystemConfig',
      {
        Arn: string({ min: 0, max: 256, pattern: FILE_SYSTEM_ARN }),
        LocalMountPath: string({ min: 0, max: 160, pattern: '/mnt/[a-zA-Z0-9-_.]+' }),
      },
      ['Arn', 'LocalMountPath'],
    ),
    { min: 0, max: 1 },
  ),
  ImageConfig: structure('ImageConfig', {
    EntryPoint: list(string(), { min: 0, max: 1_500 }),
    Command: list(string(), { min: 0, max: 1_500 }),
    WorkingDirectory: string({ min: 0, max: 1_000 }),
  }),
  EphemeralStorage: structure('EphemeralStorage', { Size: integer({ min: 512, max: 10_240 }) }, [
    'Size',
  ]),
  SnapStart: structure('SnapStart', { ApplyOn: string({ enum: ['PublishedVersions', 'None'] }) }),
  LoggingConfig: loggingConfig,
  DurableConfig: refused(
    structure('DurableConfig', {
      RetentionPeriodInDays: integer({ min: 1, max: 90 }),
      ExecutionTimeout: integer({ min: 1, max: 31_622_400 }),
    }),
  ),
  CapacityProviderConfig: refused(
    structure(
      'CapacityProviderConfig',
      {
        LambdaManagedInstancesCapacityProviderConfig: structure(
          'LambdaManagedInstancesCapacityProviderConfig',
          {
            CapacityProviderArn: string({ min: 1, max: 140 }),
            PerExecutionEnvironmentMaxConcurrency: integer({ min: 1, max: 1_600 }),
            ExecutionEnvironmentMemoryGiBPerVCpu: float({ min: 2, max: 8 }),
          },
          ['CapacityProviderArn'],
        ),
      },
      ['LambdaManagedInstancesCapacityProviderConfig'],
    ),
  ),
}

/** Versions that capacity providers run. */
export const publishTo = refused(string({ enum: ['LATEST_PUBLISHED'] }))

export type SettingsAtDefault = {
  VpcConfig?: {
    SubnetIds?: string[]
    SecurityGroupIds?: string[]
    Ipv6AllowedForDualStack?: boolean
  }
  DeadLetterConfig?: { TargetArn?: string }
  TracingConfig?: { Mode?: string }
  FileSystemConfigs?: object[]
  ImageConfig?: { EntryPoint?: string[]; Command?: string[]; WorkingDirectory?: string }
  EphemeralStorage?: { Size: number }
  SnapStart?: { ApplyOn?: string }
  LoggingConfig?: LoggingConfig
  PackageType?: string
}

/** @throws NotSupported naming the first member whose value is not AWS's default. */
export function refuseOtherThanDefault(input: SettingsAtDefault): void {
  const { VpcConfig, ImageConfig } = input
  const asksForMore: readonly (readonly [string, boolean])[] = [
    ['VpcConfig.SubnetIds', isFilled(VpcConfig?.SubnetIds)],
    ['VpcConfig.SecurityGroupIds', isFilled(VpcConfig?.SecurityGroupIds)],
    ['VpcConfig.Ipv6AllowedForDualStack', VpcConfig?.Ipv6AllowedForDualStack === true],
    ['DeadLetterConfig.TargetArn', isFilled(input.DeadLetterConfig?.TargetArn)],
    ['TracingConfig.Mode', (input.TracingConfig?.Mode ?? 'PassThrough') !== 'PassThrough'],
    ['FileSystemConfigs', isFilled(input.FileSystemConfigs)],
    ['ImageConfig.EntryPoint', isFilled(ImageConfig?.EntryPoint)],
    ['ImageConfig.Command', isFilled(ImageConfig?.Command)],
    ['ImageConfig.WorkingDirectory', isFilled(ImageConfig?.WorkingDirectory)],
    ['EphemeralStorage.Size', (input.EphemeralStorage?.Size ?? 512) !== 512],
    ['SnapStart.ApplyOn', (input.SnapStart?.ApplyOn ?? 'None') !== 'None'],
  ]
  const member = asksForMore.find(([, asks]) => asks)?.[0]
  if (member !== undefined) {
    throw new NotSupported(`Parameter ${member} is supported by busbar with AWS's default only.`)
  }
}

function isFilled(value: string | readonly unknown[] | undefined): boolean {
  return value !== undefined && value.length > 0
}
