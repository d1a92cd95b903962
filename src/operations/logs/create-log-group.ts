import { AlreadyExists, NotSupported } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { boolean, kept, map, refused, string, structure } from '../schema.ts'
import { logGroupName } from './fields.ts'

type CreateLogGroupInput = {
  logGroupName: string
  logGroupClass?: string
  deletionProtectionEnabled?: boolean
}

export const createLogGroup = defineOperation<CreateLogGroupInput>({
  service: 'logs',
  name: 'CreateLogGroup',
  input: structure(
    'CreateLogGroupRequest',
    {
      logGroupName,
      kmsKeyId: kept(string({ max: 256 }), 'It encrypts at rest; readers see the same lines.'),
      tags: refused(
        map(
          string({ min: 1, max: 128, pattern: '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$' }),
          string({ max: 256, pattern: '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$' }),
          { max: 50 },
        ),
      ),
      logGroupClass: string({ enum: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] }),
      deletionProtectionEnabled: boolean(),
    },
    ['logGroupName'],
  ),
  async handle(input, { logs, clock }, { scope }) {
    if ((input.logGroupClass ?? 'STANDARD') !== 'STANDARD') {
      throw new NotSupported(
        "Parameter logGroupClass is supported by busbar with AWS's default only.",
      )
    }
    if (input.deletionProtectionEnabled) {
      throw new NotSupported('Parameter deletionProtectionEnabled is not supported by busbar yet.')
    }
    const [first] = await logs.groups(scope, { prefix: input.logGroupName, limit: 1 })
    if (first?.name === input.logGroupName) {
      throw new AlreadyExists('The specified log group already exists')
    }
    logs.ensureGroup({ ...scope, group: input.logGroupName }, clock.now())
    await logs.flush()
    return undefined
  },
})
