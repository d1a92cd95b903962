import { expect, it } from 'vitest'
import { doctorRoute } from '../../../src/admin/doctor-route.ts'
import { createFunctionRegistry } from '../../../src/execution/create-function-registry.ts'
import { aFunction, aRule, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { noDevelopmentFunctions } from '../../support/no-development-functions.ts'
import { askerOf } from './asking.ts'

const fn = 'arn:aws:lambda:us-east-1:000000000000:function:charge'
const rule = 'arn:aws:events:us-east-1:000000000000:rule/orders/paid.v2'

/** A rule `paid.v2` on the bus `orders`, with one target, and a function `charge` with an alias `live`. */
async function examine(arn: string, statements: readonly object[] = []) {
  const config = createInMemoryConfigStore()
  const functions = createFunctionRegistry({ config, development: noDevelopmentFunctions })
  const alias = { name: 'live', version: '$LATEST', description: '', revisionId: 'a' }
  const policy = { revisionId: 'p', statements: statements.map((one) => ({ ...one })) }
  await functions.put(scope, { ...aFunction(), aliases: [alias], policies: { '': policy } }, 'any')
  const { account, region } = scope
  const targets = [{ id: '1', arn }]
  const doc = aRule({ bus: 'orders', name: 'paid.v2', targets })
  await config.put('rules', [account, region, 'orders', 'paid.v2'], doc, 'any')
  const ask = askerOf([doctorRoute({ config, functions })])
  return (await ask('GET', '/doctor')).body as { findings: object[] }
}

it('finds a rule that AWS would not let run its function, and says what mends it', async () => {
  const { findings } = await examine(fn)
  expect(findings).toEqual([
    {
      rule,
      target: { id: '1', arn: fn },
      onAws: 'Lambda would refuse to run the function for events of this rule.',
      because: `No statement of the resource-based policy of ${fn} allows events.amazonaws.com the action lambda:InvokeFunction for ${rule}.`,
      mend: `aws lambda add-permission --function-name ${fn} --statement-id events-paid-v2 --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn ${rule}`,
    },
  ])
})

it('finds nothing where the policy allows it, and where no function is the target', async () => {
  const Principal = { Service: 'events.amazonaws.com' }
  const statement = { Effect: 'Allow', Principal, Action: 'lambda:InvokeFunction', Resource: fn }
  expect(await examine(fn, [statement])).toEqual({ findings: [] })
  const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/other'
  expect(await examine(bus)).toEqual({ findings: [] })
})

it.each([
  ['an alias', `${fn}:live`, /add-permission --function-name \S+:charge --qualifier live /],
  ['$LATEST', `${fn}:$LATEST`, /put-targets .* --targets Id=1,Arn=\S+:charge$/],
  [
    'a version that is not there',
    `${fn}:7`,
    /^aws events remove-targets --rule paid.v2 --event-bus-name orders --region us-east-1 --ids 1$/,
  ],
  ['a function that is not there', `${fn}s`, /remove-targets/],
])('knows what mends a target on %s', async (_what, arn, mend) => {
  const { findings } = await examine(arn)
  expect(findings).toEqual([expect.objectContaining({ mend: expect.stringMatching(mend) })])
})
