import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { startBusbar } from '../../support/start-busbar.ts'

it('a rule needs a permission in the policy of its function when policies are enforced', async () => {
  await using busbar = await startBusbar({ policies: 'enforce' })
  const Arn = await createFunction(busbar.lambda, 'f', RECORDER)
  const { RuleArn } = await busbar.events.send(
    new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }),
  )
  await busbar.events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn }] }))
  const put = async (DetailType: string) => {
    const Entries = [{ Source: 'shop', DetailType, Detail: '{}' }]
    const { Entries: [entry] = [] } = await busbar.events.send(new PutEventsCommand({ Entries }))
    await busbar.settle()
    return busbar.admin(`events/${entry?.EventId}`)
  }

  const refused = JSON.stringify(await put('refused'))
  expect(refused).toContain('NO_PERMISSIONS')
  expect(refused).toContain(`events.amazonaws.com the action lambda:InvokeFunction for ${RuleArn}`)
  await busbar.lambda.send(
    new AddPermissionCommand({
      FunctionName: 'f',
      StatementId: 'r',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  )
  await put('allowed')
  expect(await recordedBy(busbar, 'f')).toMatchObject([{ 'detail-type': 'allowed' }])
})
