import type { Millis } from './scope.ts'

/**
 * Who may sign a function's code. busbar checks no signatures: code without a valid one is deployed with
 * a warning on AWS, which is the one policy that a config can have here.
 */
export type CodeSigningConfig = {
  /** `csc-` and 17 letters or digits. */
  readonly id: string
  readonly description?: string
  readonly signingProfileVersionArns: readonly string[]
  readonly lastModifiedAt: Millis
}
