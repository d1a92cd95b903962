import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { EnvironmentPool, Place } from '../environment-pool.ts'
import type { ProvisionedEnvironments, ProvisionedListener } from './provisioned-environments.ts'

type ProvisionedPlaces = ProvisionedEnvironments & {
  /** Lets those that wait for a place begin, as far as there is room. */
  serve(): void
  stop(): void
}

/**
 * Provisioned environments among the others of the pool. One place is left to invocations on demand, which
 * would never run otherwise.
 *
 * @param options.open - takes a place for an environment that is not initialised yet.
 * @param options.onChange - one can take invocations now, or a place has become free.
 */
export function createProvisionedPlaces(options: {
  readonly pool: EnvironmentPool
  readonly maxEnvironments: number
  readonly open: (
    scope: Scope,
    configuration: FunctionConfiguration,
    provisioned: NonNullable<Place['provisioned']>,
  ) => Place
  readonly onChange: () => void
}): ProvisionedPlaces {
  const { pool, open, onChange } = options
  const most = options.maxEnvironments - 1
  const waiting = new Set<() => void>()
  let count = 0

  const serve = () => {
    for (const begin of waiting) {
      if (!pool.makeRoom()) return
      waiting.delete(begin)
      begin()
    }
  }
  const changed = () => {
    serve()
    onChange()
  }
  const initialise = async (place: Place, { onReady, onFailed }: ProvisionedListener) => {
    const failure = await place.environment.initialise().catch(messageOf)
    // What was ended meanwhile has not failed.
    if (!pool.has(place)) return
    place.isBusy = false
    if (failure === undefined && !place.isRetired) onReady()
    else {
      if (failure !== undefined && !place.isRetired) onFailed(failure)
      void pool.remove(place)
    }
    changed()
  }

  return {
    most,
    serve,
    start(scope, configuration, listener) {
      if (count >= most) return undefined
      count += 1
      let place: Place | undefined
      let isInitialised = false
      const onGone = (diedUnused: boolean) => {
        count -= 1
        listener.onGone(diedUnused)
      }
      const begin = () => {
        place = open(scope, configuration, { isUsed: false, onGone })
        void initialise(place, listener).finally(() => {
          isInitialised = true
        })
      }
      waiting.add(begin)
      serve()
      return {
        end() {
          if (waiting.delete(begin)) onGone(false)
          else if (isInitialised) pool.retire((other) => other === place)
          else if (place !== undefined) void pool.remove(place)
          changed()
        },
      }
    },
    stop: () => waiting.clear(),
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
