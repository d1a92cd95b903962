import type { Scope } from './scope.ts'

export type Arn = {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** Everything after the fifth colon, for example `function:orders:live`. */
  readonly resource: string
}

/** Splits an ARN by its colons; `undefined` when it is not shaped like one. */
export function parseArn(text: string): Arn | undefined {
  // Asked of every event's bus, and nearly always of a plain name.
  if (!text.startsWith('arn:')) return undefined
  const [, partition, service, region, account, ...rest] = text.split(':')
  const resource = rest.join(':')
  if (!partition?.startsWith('aws') || !service || !resource) return undefined
  return { partition, service, region: region ?? '', account: account ?? '', resource }
}

export function eventBusArn(scope: Scope, bus: string): string {
  return `arn:aws:events:${scope.region}:${scope.account}:event-bus/${bus}`
}

/** Rules of the default bus carry no bus in their ARN (recorded on AWS). */
export function ruleArn(scope: Scope, bus: string, rule: string): string {
  const path = bus === 'default' ? rule : `${bus}/${rule}`
  return `arn:aws:events:${scope.region}:${scope.account}:rule/${path}`
}

export function functionArn(scope: Scope, name: string, qualifier?: string): string {
  const unqualified = `arn:aws:lambda:${scope.region}:${scope.account}:function:${name}`
  return qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`
}
