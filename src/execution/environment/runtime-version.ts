import { createHash } from 'node:crypto'

/** Stable for a runtime; AWS's changes with its patches, which busbar does not have. */
export function runtimeVersion(region: string, runtime: string) {
  const hash = createHash('sha256').update(runtime).digest('hex')
  const name = runtime.replace(/^([a-z]+)\.?/, '$1:').replace('.x', '')
  return { version: `${name}.v1`, versionArn: `arn:aws:lambda:${region}::runtime:${hash}` }
}
