import type { Millis } from '../domain/scope.ts'
import type { Place } from './environment-pool.ts'
import type { EnvironmentDescription } from './executor.ts'

export function describeEnvironment(place: Place): EnvironmentDescription {
  const { scope, functionName, version, environment, startedAt } = place
  const { isStarting, ...facts } = environment.facts()
  return {
    ...scope,
    functionName,
    version,
    state: stateOf(place, isStarting),
    since: sinceOf(place),
    startedAt,
    ...facts,
  }
}

function stateOf(place: Place, isStarting: boolean): EnvironmentDescription['state'] {
  if (place.isRetired) return 'retiring'
  if (!place.isBusy) return 'idle'
  return isStarting ? 'starting' : 'busy'
}

function sinceOf({ isBusy, busySince, idleSince }: Place): Millis {
  return isBusy ? busySince : idleSince
}
