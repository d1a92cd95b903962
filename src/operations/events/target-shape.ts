/** A target as the wire has it: its schema, its type, and the way to the domain's and back. */
import type { Target } from '../../domain/target.ts'
import { integer, map, refused, string, structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { arn, deadLetterConfig, roleArn, targetId } from './fields.ts'

export type WireTarget = {
  readonly Id: string
  readonly Arn: string
  readonly RoleArn?: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number
    readonly MaximumEventAgeInSeconds?: number
  }
}

const inputTransformer = structure(
  'InputTransformer',
  {
    InputPathsMap: map(
      string({ min: 1, max: 256, pattern: '[A-Za-z0-9\\_\\-]+' }),
      string({ max: 256 }),
      { max: 100 },
    ),
    InputTemplate: string({ min: 1, max: 8192 }),
  },
  ['InputTemplate'],
)

const retryPolicy = structure('RetryPolicy', {
  MaximumRetryAttempts: integer({ min: 0, max: 185 }),
  MaximumEventAgeInSeconds: integer({ min: 60, max: 86_400 }),
})

/** The parameters of target kinds that busbar does not have: refused whole, whatever is in them. */
function otherKind(name: string) {
  return refused(structure(name, {}))
}

export const target = structure(
  'Target',
  {
    Id: targetId,
    Arn: arn,
    RoleArn: roleArn,
    Input: string({ max: 8192 }),
    InputPath: string({ max: 256 }),
    InputTransformer: inputTransformer,
    KinesisParameters: otherKind('KinesisParameters'),
    RunCommandParameters: otherKind('RunCommandParameters'),
    EcsParameters: otherKind('EcsParameters'),
    BatchParameters: otherKind('BatchParameters'),
    SqsParameters: otherKind('SqsParameters'),
    HttpParameters: otherKind('HttpParameters'),
    RedshiftDataParameters: otherKind('RedshiftDataParameters'),
    SageMakerPipelineParameters: otherKind('SageMakerPipelineParameters'),
    DeadLetterConfig: deadLetterConfig,
    RetryPolicy: retryPolicy,
    AppSyncParameters: otherKind('AppSyncParameters'),
  },
  ['Id', 'Arn'],
)

export function toTarget(wire: WireTarget): Target {
  const { InputTransformer: transformer, RetryPolicy: policy } = wire
  return withoutUndefined({
    id: wire.Id,
    arn: wire.Arn,
    roleArn: wire.RoleArn,
    input: wire.Input,
    inputPath: wire.InputPath,
    inputTransformer:
      transformer &&
      withoutUndefined({
        inputPathsMap: transformer.InputPathsMap,
        inputTemplate: transformer.InputTemplate,
      }),
    retryPolicy:
      policy &&
      withoutUndefined({
        maximumRetryAttempts: policy.MaximumRetryAttempts,
        maximumEventAgeInSeconds: policy.MaximumEventAgeInSeconds,
      }),
  })
}

export function toWireTarget(target: Target): WireTarget {
  const { inputTransformer: transformer, retryPolicy: policy } = target
  return withoutUndefined({
    Id: target.id,
    Arn: target.arn,
    RoleArn: target.roleArn,
    Input: target.input,
    InputPath: target.inputPath,
    InputTransformer:
      transformer &&
      withoutUndefined({
        InputPathsMap: transformer.inputPathsMap,
        InputTemplate: transformer.inputTemplate,
      }),
    RetryPolicy:
      policy &&
      withoutUndefined({
        MaximumRetryAttempts: policy.maximumRetryAttempts,
        MaximumEventAgeInSeconds: policy.maximumEventAgeInSeconds,
      }),
  })
}
