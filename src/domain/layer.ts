import type { LayerCode, ResourcePolicy } from './function.ts'
import type { Millis, Scope } from './scope.ts'

export type { FunctionLayer, LayerCode } from './function.ts'

/** One name with all its versions: one aggregate under one revision. */
export type Layer = {
  readonly name: string
  /** The number given out last; none comes twice, also after a version was deleted. */
  readonly lastVersion: number
  /** Those that are not deleted, oldest first. */
  readonly versions: readonly LayerVersion[]
}

export type LayerVersion = {
  readonly version: number
  readonly code: LayerCode
  readonly description: string
  readonly licenseInfo?: string
  readonly compatibleRuntimes?: readonly string[]
  readonly compatibleArchitectures?: readonly string[]
  readonly createdAt: Millis
  readonly policy?: ResourcePolicy
}

export function layerArn({ region, account }: Scope, name: string): string {
  return `arn:aws:lambda:${region}:${account}:layer:${name}`
}

export function layerVersionArn(scope: Scope, name: string, version: number): string {
  return `${layerArn(scope, name)}:${version}`
}
