import { Unavailable } from '../../domain/faults.ts'
import type { Invocation, InvocationResult } from '../executor.ts'
import { fingerprint } from '../fingerprint.ts'
import { createWaitingLine } from '../waiting-line.ts'
import { RemoteEnvironment, type RemoteEnvironmentDeps } from './remote-environment.ts'

type Waiting = {
  readonly invocation: Invocation
  readonly resolve: (result: InvocationResult) => void
  readonly reject: (error: unknown) => void
}
type Container = {
  readonly line: ReturnType<typeof createWaitingLine<Waiting>>
  /** The function that it ran last, or runs. */
  environment?: { readonly fingerprint: string; readonly remote: RemoteEnvironment }
  isBusy: boolean
}

/**
 * Functions in containers that run already. A container takes one invocation at a time, whatever functions
 * and versions share it; waiting for it takes no place among this server's own environments.
 */
export function createRemoteFunctions(deps: RemoteEnvironmentDeps) {
  const containers = new Map<string, Container>()
  let isStopping = false

  const containerAt = (url: string): Container => {
    const known = containers.get(url)
    if (known !== undefined) return known
    const container: Container = { line: createWaitingLine<Waiting>(), isBusy: false }
    containers.set(url, container)
    return container
  }
  /** One log stream as long as the same configuration runs there. */
  const environmentFor = (url: string, container: Container, invocation: Invocation) => {
    const { scope, configuration } = invocation
    const now = fingerprint(scope, configuration)
    if (container.environment?.fingerprint !== now) {
      const remote = new RemoteEnvironment(deps, scope, configuration, url)
      container.environment = { fingerprint: now, remote }
    }
    return container.environment.remote
  }
  const serve = async (url: string, container: Container): Promise<void> => {
    if (container.isBusy) return
    container.isBusy = true
    for (let next = container.line.leave(); next !== undefined; next = container.line.leave()) {
      const { invocation, resolve, reject } = next
      await environmentFor(url, container, invocation).invoke(invocation).then(resolve, reject)
    }
    container.isBusy = false
  }

  return {
    invoke(
      url: string,
      invocation: Invocation,
      caller: 'synchronous' | 'asynchronous',
    ): Promise<InvocationResult> {
      return new Promise((resolve, reject) => {
        if (isStopping) return reject(new Unavailable('The server is stopping.'))
        const container = containerAt(url)
        container.line.add({ invocation, resolve, reject }, caller)
        void serve(url, container)
      })
    },
    async stop(): Promise<void> {
      isStopping = true
      for (const { line, environment } of containers.values()) {
        for (let next = line.leave(); next !== undefined; next = line.leave()) {
          next.reject(new Unavailable('The server is stopping.'))
        }
        await environment?.remote.end()
      }
    },
  }
}
