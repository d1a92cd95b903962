import type {
  ProvisionedEnvironments,
  ProvisionedListener,
} from '../../../../src/execution/provisioned/provisioned-environments.ts'

type One = {
  readonly version: string
  readonly listener: ProvisionedListener
  isReady: boolean
}

/** Environments that become ready, fail and die when a test says so. */
export function createFakeEnvironments(most: number) {
  const all = new Set<One>()
  let started = 0
  const leave = (one: One, diedUnused: boolean) => {
    if (all.delete(one)) one.listener.onGone(diedUnused)
  }
  const environments: ProvisionedEnvironments = {
    most,
    start(_scope, { version }, listener) {
      if (all.size >= most) return undefined
      started += 1
      const one = { version, listener, isReady: false }
      all.add(one)
      return { end: () => leave(one, false) }
    },
  }
  const some = (isReady: boolean) => [...all].filter((one) => one.isReady === isReady)

  return {
    environments,
    started: () => started,
    /** The versions of those that are there. */
    versions: () => [...all].map(({ version }) => version).toSorted(),
    ready: (version: string) => some(true).filter((one) => one.version === version).length,
    /** All that are being initialised become ready. */
    initialise() {
      for (const one of some(false)) {
        one.isReady = true
        one.listener.onReady()
      }
    },
    /** All that are being initialised fail. */
    fail(reason: string) {
      for (const one of some(false)) {
        one.listener.onFailed(reason)
        leave(one, false)
      }
    },
    /** The oldest ready one goes. */
    lose(diedUnused: boolean) {
      const [one] = some(true)
      if (one) leave(one, diedUnused)
    },
  }
}
