import type { Scope } from '../scope.ts'

/** All invocations of a function share a lane, whoever asked for them. */
export function functionLane(fn: Scope & { readonly name: string }): string {
  return `${fn.account}/${fn.region}/${fn.name}`
}

export function functionOfLane(lane: string): Scope & { readonly name: string } {
  const [account = '', region = '', name = ''] = lane.split('/')
  return { account, region, name }
}
