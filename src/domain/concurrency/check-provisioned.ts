import { aliasOf } from '../choose-version.ts'
import { Conflict, InvalidInput, UntypedInvalidInput } from '../faults.ts'
import type { LambdaFunction } from '../function.ts'
import { isAliasName, LATEST } from '../qualifier.ts'
import { provisionedSum, wantedConcurrency } from './provisioned-concurrency.ts'

/** What all functions without a reservation share must not become less. */
export const LEAST_UNRESERVED = 100

/** @throws InvalidInput for `$LATEST`, also behind an alias. */
export function checkPublished(version: string): void {
  if (version !== LATEST) return
  throw new InvalidInput(
    'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
  )
}

/**
 * A config on a qualifier that exists: for one published version, which no other config covers.
 * @throws InvalidInput, Conflict
 */
export function checkProvisionable(fn: LambdaFunction, qualifier: string): void {
  const alias = aliasOf(fn, qualifier)
  checkPublished(alias?.version ?? qualifier)
  // "Configuring provisioned concurrency": it cannot be managed on an alias as long as that has a routing
  // configuration. In the words that several users of AWS quote; weights that come later are taken.
  if (alias?.routing !== undefined) {
    throw new InvalidInput('Alias with weights can not be used with Provisioned Concurrency')
  }
  checkUncovered(fn, qualifier, alias?.version ?? qualifier)
}

/** @throws Conflict when another config than the qualifier's own is for that version already. */
export function checkUncovered(fn: LambdaFunction, qualifier: string, version: string): void {
  const isCovered = wantedConcurrency(fn).some(
    (wanted) => wanted.version === version && wanted.qualifier !== qualifier,
  )
  if (!isCovered) return
  throw new Conflict(
    isAliasName(qualifier)
      ? "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
      : 'Version is pointed by a Provisioned Concurrency alias',
  )
}

/**
 * Whether so much can be set aside, in place of what the qualifier has now.
 *
 * @param unreserved - what the account has left if this function sets nothing aside.
 * @throws InvalidInput
 */
export function checkConcurrencyLeft(
  fn: LambdaFunction,
  qualifier: string,
  requested: number,
  unreserved: number,
): void {
  const others = provisionedSum(fn, qualifier)
  if (fn.reservedConcurrency !== undefined) {
    if (others + requested <= fn.reservedConcurrency) return
    throw new InvalidInput(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    )
  }
  const available = unreserved - others
  if (requested > available) {
    throw new UntypedInvalidInput(
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${available}].`,
    )
  }
  if (available - requested < LEAST_UNRESERVED) {
    throw new UntypedInvalidInput(
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
    )
  }
}
