import { InvalidInput, NotSupported } from '../../domain/faults.ts'
import type { FunctionCode } from '../../domain/function.ts'

/**
 * The address of a container that runs already and answers as the runtime interface emulator does.
 * Whoever may create functions may run any code here, so local addresses are as good as others.
 *
 * @throws NotSupported for an image in a registry, which busbar does not pull.
 */
export function imageCode(member: string, uri: string): FunctionCode {
  if (!/^https?:\/\//i.test(uri)) {
    throw new NotSupported(
      `Parameter ${member} is supported by busbar as the address of a running container only, for example http://127.0.0.1:9000; it does not pull images.`,
    )
  }
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined || url.username || url.password || url.search || url.hash) {
    throw new InvalidInput(
      `Parameter ${member} takes an address such as http://127.0.0.1:9000, without credentials, query and fragment.`,
    )
  }
  return { kind: 'image', uri }
}

/** Settings that a container has of its own; @throws when one is given for a function of an image. */
export function refuseContainersOwn(given: {
  readonly Runtime?: string
  readonly Handler?: string
  readonly MemorySize?: number
  readonly Layers?: readonly string[]
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> }
}): void {
  if (given.Runtime !== undefined || given.Handler !== undefined) {
    throw new InvalidInput(
      "Please don't provide Handler or Runtime when the function's packageType is Image.",
    )
  }
  const own =
    (given.MemorySize !== undefined && 'MemorySize') ||
    ((given.Layers ?? []).length > 0 && 'Layers') ||
    (Object.keys(given.Environment?.Variables ?? {}).length > 0 && 'Environment')
  if (own) {
    throw new NotSupported(
      `Parameter ${own} cannot be set by busbar for a container that runs already; set it where the container is started.`,
    )
  }
}
