import type { Scope } from '../scope.ts'

/** All invocations of a function share a lane, whoever asked for them. */
export function functionLane(fn: Scope & { readonly name: string }): string {
  return `${fn.account}/${fn.region}/${fn.name}`
}

/** Asked again and again for the lane of whatever is busy. */
let latest: { readonly lane: string; readonly fn: Scope & { readonly name: string } } | undefined

export function functionOfLane(lane: string): Scope & { readonly name: string } {
  if (latest?.lane === lane) return latest.fn
  const [account = '', region = '', name = ''] = lane.split('/')
  latest = { lane, fn: { account, region, name } }
  return latest.fn
}
