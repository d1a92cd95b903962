import {
  CreateEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { arnOf, createFunction } from './functions.ts'
import type { ProcessClient } from './process-client.ts'
import { WITNESS } from './process-witness.ts'
import { ACCOUNT, REGION } from './start-busbar.ts'

const FAR_BUS = 'far'
const RULES = [
  { Name: 'near', pattern: { source: ['load'] }, Arn: arnOf('near') },
  {
    Name: 'to-far',
    pattern: { detail: { owedTo: ['far'] } },
    Arn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${FAR_BUS}`,
  },
  { Name: 'far', EventBusName: FAR_BUS, pattern: { source: ['load'] }, Arn: arnOf('far') },
]
const FUNCTIONS = ['near', 'far', 'asked']

/** What the load needs: a function behind a rule, one behind a rule of another bus, and one to be invoked. */
export async function createWorld(
  { events, lambda }: ProcessClient,
  EVIDENCE: string,
): Promise<void> {
  await events.send(new CreateEventBusCommand({ Name: FAR_BUS }))
  for (const name of FUNCTIONS) {
    await createFunction(lambda, name, WITNESS, {
      Timeout: 30,
      Environment: { Variables: { EVIDENCE } },
    })
  }
  for (const { Name, EventBusName, pattern, Arn } of RULES) {
    const bus = EventBusName === undefined ? {} : { EventBusName }
    await events.send(new PutRuleCommand({ Name, ...bus, EventPattern: JSON.stringify(pattern) }))
    await events.send(
      new PutTargetsCommand({ Rule: Name, ...bus, Targets: [{ Id: 'target', Arn }] }),
    )
  }
}

/** All that `createWorld` has made, as the server describes it. */
export async function describeWorld({ events, lambda }: ProcessClient): Promise<object> {
  const buses = await events.send(new ListEventBusesCommand({}))
  const rules = await Promise.all(
    RULES.map(async ({ Name, EventBusName }) => {
      const bus = EventBusName === undefined ? {} : { EventBusName }
      const { $metadata: _, ...rule } = await events.send(new DescribeRuleCommand({ Name, ...bus }))
      const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, ...bus }))
      return { rule, Targets }
    }),
  )
  const functions = await Promise.all(
    FUNCTIONS.map(async (FunctionName) => {
      const { $metadata: _, ...configuration } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      )
      return configuration
    }),
  )
  return { buses: buses.EventBuses, rules, functions }
}

/** The names of the rules that the load has added. */
export async function loadedRules({ events }: ProcessClient): Promise<Set<string>> {
  const names = new Set<string>()
  let token: string | undefined
  do {
    const { Rules = [], NextToken } = await events.send(
      new ListRulesCommand({ NamePrefix: 'load-', ...(token && { NextToken: token }) }),
    )
    for (const { Name = '' } of Rules) names.add(Name)
    token = NextToken
  } while (token !== undefined)
  return names
}
