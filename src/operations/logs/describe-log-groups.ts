import { InvalidInput } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FunctionLogs, LogGroup } from '../../store/function-logs.ts'
import { defineOperation } from '../operation.ts'
import { boolean, kept, list, refused, string, structure } from '../schema.ts'
import { describeLimit, logGroupIdentifier, logGroupName, nextToken } from './fields.ts'
import { parseNameToken, toNameToken } from './list-token.ts'
import { fromIdentifier, logGroupArn } from './log-group-reference.ts'

type DescribeLogGroupsInput = {
  logGroupNamePrefix?: string
  logGroupNamePattern?: string
  logGroupIdentifiers?: readonly string[]
  logGroupClass?: string
  nextToken?: string
  limit?: number
}

const LARGEST_PAGE = 50
const BATCH = 200

export const describeLogGroups = defineOperation<DescribeLogGroupsInput>({
  service: 'logs',
  name: 'DescribeLogGroups',
  input: structure('DescribeLogGroupsRequest', {
    accountIdentifiers: refused(
      list(string({ min: 12, max: 12, pattern: '^\\d{12}$' }), { min: 0, max: 20 }),
    ),
    includeLinkedAccounts: kept(boolean(), 'No account here is linked to another.'),
    logGroupNamePrefix: logGroupName,
    logGroupNamePattern: string({ min: 0, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' }),
    logGroupIdentifiers: list(logGroupIdentifier, { min: 1, max: 50 }),
    logGroupClass: string({ enum: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] }),
    nextToken,
    limit: describeLimit,
  }),
  async handle(input, { logs }, { scope }) {
    checkExclusive(input)
    await logs.flush()
    const limit = input.limit ?? LARGEST_PAGE
    const after = parseNameToken(input.nextToken)
    const found = await collect(logs, scope, input, after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      logGroups: page.map((group) => toWireGroup(scope, group)),
      ...(found.length > limit && last && { nextToken: toNameToken(last.name) }),
    }
  },
})

function checkExclusive({
  logGroupNamePrefix,
  logGroupNamePattern,
  logGroupIdentifiers,
}: DescribeLogGroupsInput): void {
  if (logGroupNamePrefix !== undefined && logGroupNamePattern) {
    throw new InvalidInput(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  }
  if (logGroupIdentifiers && (logGroupNamePrefix !== undefined || logGroupNamePattern)) {
    throw new InvalidInput(
      'LogGroup identifiers and LogGroup name prefix or pattern are mutually exclusive parameters.',
    )
  }
}

/** The store knows prefixes only, so what else was asked for is looked for batch by batch. */
async function collect(
  logs: FunctionLogs,
  scope: Scope,
  input: DescribeLogGroupsInput,
  after: string | undefined,
  wanted: number,
): Promise<readonly LogGroup[]> {
  const isWanted = matcher(scope, input)
  const prefix = input.logGroupNamePrefix
  const found: LogGroup[] = []
  let from = after
  while (found.length < wanted) {
    const batch = await logs.groups(scope, {
      ...(prefix !== undefined && { prefix }),
      ...(from !== undefined && { after: from }),
      limit: BATCH,
    })
    found.push(...batch.filter(isWanted))
    from = batch.at(-1)?.name
    if (batch.length < BATCH) break
  }
  return found.slice(0, wanted)
}

function matcher(scope: Scope, input: DescribeLogGroupsInput): (group: LogGroup) => boolean {
  // Every group here is of the standard class.
  if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD') return () => false
  const pattern = (input.logGroupNamePattern ?? '').toLowerCase()
  const identifiers = input.logGroupIdentifiers?.map((given) => fromIdentifier(scope, given).group)
  return ({ name }) => name.toLowerCase().includes(pattern) && (identifiers?.includes(name) ?? true)
}

function toWireGroup(scope: Scope, { name, createdAt, storedBytes }: LogGroup): object {
  const arn = logGroupArn({ ...scope, group: name })
  return {
    logGroupName: name,
    creationTime: createdAt,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes,
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
  }
}
