import { describe, expect, it } from 'vitest'
import { eventsOperations } from '../../../../src/operations/events/operations.ts'
import { loadAll } from '../../../../src/operations/listed-operation.ts'
import { validateInput } from '../../../../src/operations/validate-input.ts'
import model from '../../../fixtures/events-model-members.json' with { type: 'json' }
import { describeSchemas } from '../../../support/describe-schemas.ts'
import { FUNCTION_ARN } from './room.ts'

/** Refused whole, so what they require is not asked for. */
const REFUSED_WHOLE = [
  'KinesisParameters',
  'RunCommandParameters',
  'EcsParameters',
  'BatchParameters',
  'RedshiftDataParameters',
]

const operations = await loadAll(eventsOperations)

describeSchemas(
  operations,
  model.operations,
  REFUSED_WHOLE.map((member) => `Targets[].${member}`),
)

function validated(name: string, input: unknown) {
  const operation = operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`There is no operation ${name}.`)
  return () => validateInput(operation, input)
}

describe('members that are refused', () => {
  const withTarget = (member: string) => ({
    Rule: 'paid',
    Targets: [{ Id: 'x', Arn: FUNCTION_ARN, [member]: {} }],
  })

  it.each([
    [
      'CreateEventBus',
      'EventSourceName',
      { Name: 'orders', EventSourceName: 'aws.partner/shop/a/b' },
    ],
    ['CreateEventBus', 'DeadLetterConfig', { Name: 'orders', DeadLetterConfig: {} }],
    ['CreateEventBus', 'LogConfig', { Name: 'orders', LogConfig: { Level: 'OFF' } }],
    ['UpdateEventBus', 'DeadLetterConfig', { DeadLetterConfig: {} }],
    ['UpdateEventBus', 'LogConfig', { LogConfig: {} }],
    ['PutEvents', 'EndpointId', { Entries: [{}], EndpointId: 'abcde.veo' }],
  ])('of %s: %s', (name, member, input) => {
    expect(validated(name, input)).toThrow(
      expect.objectContaining({
        kind: 'not-supported',
        message: `Parameter ${member} of ${name} is not supported by busbar yet.`,
      }),
    )
  })

  it.each([
    'KinesisParameters',
    'RunCommandParameters',
    'EcsParameters',
    'BatchParameters',
    'SqsParameters',
    'HttpParameters',
    'RedshiftDataParameters',
    'SageMakerPipelineParameters',
    'AppSyncParameters',
    'DeadLetterConfig',
  ])('of a target: %s', (member) => {
    expect(validated('PutTargets', withTarget(member))).toThrow(
      expect.objectContaining({
        kind: 'not-supported',
        message: expect.stringMatching(
          new RegExp(`^Parameter Targets.*${member} of PutTargets is not`),
        ),
      }),
    )
  })
})

describe('constraints', () => {
  const target = { Id: 'x', Arn: FUNCTION_ARN }

  it.each([
    [
      'PutRule',
      { Name: 'arn:aws:events:eu-west-1:111122223333:rule/paid' },
      "1 validation error detected: Value 'arn:aws:events:eu-west-1:111122223333:rule/paid' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      'PutTargets',
      { Rule: 'paid', Targets: [{ ...target, Id: 'x'.repeat(65) }] },
      `1 validation error detected: Value '${'x'.repeat(65)}' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      'ListRules',
      { Limit: 101 },
      "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'PutTargets',
      { Rule: 'paid', Targets: [{ ...target, RetryPolicy: { MaximumRetryAttempts: 186 } }] },
      "1 validation error detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185",
    ],
    [
      'PutEvents',
      {
        Entries: Array.from({ length: 11 }, () => ({ Source: 's', DetailType: 't', Detail: '{}' })),
      },
      expect.stringMatching(
        /^1 validation error detected: Value '\[PutEventsRequestEntry\(time=null, source=s, resources=null, detailType=t, detail=\{\}, eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null\).*' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10$/,
      ),
    ],
  ])('of %s are worded as AWS words them', (name, input, message) => {
    expect(validated(name, input)).toThrow(
      expect.objectContaining({ kind: 'constraint-violation', message }),
    )
  })

  it('leave it to each entry to say what it lacks', () => {
    expect(validated('PutEvents', { Entries: [{}] })).not.toThrow()
  })
})
