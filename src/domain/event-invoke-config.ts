import { LATEST, ofQualifier } from './qualifier.ts'
import type { Millis } from './scope.ts'

/** What becomes of asynchronous invocations through one qualifier; what is absent is AWS's default. */
export type EventInvokeConfig = {
  /** 0 to 2. @default 2 */
  readonly maximumRetryAttempts?: number
  /** 60 to 21,600. @default 21_600 */
  readonly maximumEventAgeInSeconds?: number
  /** ARNs of where records of ended invocations go. */
  readonly onSuccess?: string
  readonly onFailure?: string
  readonly lastModifiedAt: Millis
}

/** By qualifier; the unqualified function's is under `$LATEST`. */
export type EventInvokeConfigs = Readonly<Record<string, EventInvokeConfig>>

/** By the qualifier that was asked for: an alias has its own, whatever version it leads to. */
export function eventInvokeConfigOf(
  { eventInvokeConfigs = {} }: { readonly eventInvokeConfigs?: EventInvokeConfigs },
  qualifier: string | undefined,
): EventInvokeConfig | undefined {
  return ofQualifier(eventInvokeConfigs, qualifier ?? LATEST)
}
