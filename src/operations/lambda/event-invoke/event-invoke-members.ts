import type { EventInvokeConfig } from '../../../domain/event-invoke-config.ts'
import { InvalidInput } from '../../../domain/faults.ts'
import { integer, string, structure } from '../../schema.ts'
import { namespacedFunctionName, qualifier } from '../fields.ts'

const destination = string({
  min: 0,
  max: 350,
  pattern:
    '$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
})

/** What putting and updating have in common. */
export const eventInvokeMembers = {
  FunctionName: namespacedFunctionName,
  Qualifier: qualifier,
  MaximumRetryAttempts: integer({ min: 0, max: 2 }),
  MaximumEventAgeInSeconds: integer({ min: 60, max: 21_600 }),
  DestinationConfig: structure('DestinationConfig', {
    OnSuccess: structure('OnSuccess', { Destination: destination }),
    OnFailure: structure('OnFailure', { Destination: destination }),
  }),
}

export type WireDestinations = {
  readonly OnSuccess?: { readonly Destination?: string }
  readonly OnFailure?: { readonly Destination?: string }
}

export type EventInvokeInput = {
  readonly FunctionName: string
  readonly Qualifier?: string
  readonly MaximumRetryAttempts?: number
  readonly MaximumEventAgeInSeconds?: number
  readonly DestinationConfig?: WireDestinations
}

/** @throws InvalidInput when there is nothing to put or to change. */
export function checkAsksForSomething(input: EventInvokeInput): void {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input
  const given = [MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig]
  if (given.some((one) => one !== undefined)) return
  throw new InvalidInput('You must specify at least one of error handling or destination setting.')
}

/**
 * The settings that stand after an input: what it gives, and of the present ones what it does not. An empty
 * destination is none; a destination that is not given stays.
 */
export function withSettings(
  present: Partial<EventInvokeConfig>,
  input: EventInvokeInput,
  now: number,
): EventInvokeConfig {
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {}
  const retries = input.MaximumRetryAttempts ?? present.maximumRetryAttempts
  const age = input.MaximumEventAgeInSeconds ?? present.maximumEventAgeInSeconds
  const onSuccess = OnSuccess?.Destination ?? present.onSuccess
  const onFailure = OnFailure?.Destination ?? present.onFailure
  return {
    ...(retries !== undefined && { maximumRetryAttempts: retries }),
    ...(age !== undefined && { maximumEventAgeInSeconds: age }),
    ...(onSuccess && { onSuccess }),
    ...(onFailure && { onFailure }),
    lastModifiedAt: now,
  }
}
