import { type Arn, parseArn } from '../../domain/arn.ts'
import { InvalidInput, NotSupported } from '../../domain/faults.ts'

type TargetKind = 'function' | 'event-bus'

const KINDS: readonly {
  readonly kind: TargetKind
  readonly service: string
  readonly prefix: string
  readonly rest: RegExp
}[] = [
  {
    kind: 'function',
    service: 'lambda',
    prefix: 'function:',
    rest: /^[A-Za-z0-9_-]{1,140}(:(\$LATEST|[A-Za-z0-9_-]{1,128}))?$/,
  },
  {
    kind: 'event-bus',
    service: 'events',
    prefix: 'event-bus/',
    rest: /^[/._A-Za-z0-9-]{1,256}$/,
  },
]

/**
 * What a target's ARN names. Whether it exists is not asked, as on AWS: that shows at delivery.
 *
 * @throws InvalidInput when it is no ARN, or not a complete one.
 * @throws NotSupported when AWS delivers to such a target and busbar does not.
 */
export function parseTargetArn(text: string): TargetKind {
  const arn = parseArn(text)
  if (arn === undefined) throw malformed(text)
  const form = arn.partition === 'aws' ? formOf(arn) : undefined
  if (form === undefined) throw unsupported(text)
  const isComplete =
    /^[a-z0-9-]+$/.test(arn.region) &&
    /^\d{12}$/.test(arn.account) &&
    form.rest.test(arn.resource.slice(form.prefix.length))
  if (!isComplete) throw malformed(text)
  return form.kind
}

function formOf({ service, resource }: Arn) {
  return KINDS.find((form) => form.service === service && resource.startsWith(form.prefix))
}

function malformed(text: string): InvalidInput {
  return new InvalidInput(
    `Parameter ${text} is not valid. Reason: Provided Arn is not in correct format.`,
  )
}

function unsupported(text: string): NotSupported {
  return new NotSupported(
    `Parameter ${text} is not valid. Reason: busbar does not deliver to targets of this kind yet. ` +
      'Targets can be Lambda functions (arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]) ' +
      'and event buses (arn:aws:events:<region>:<account>:event-bus/<name>).',
  )
}
