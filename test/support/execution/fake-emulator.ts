import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

export type Seen = {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A container as busbar sees it: the public runtime interface emulator's one path, on a free port. */
export async function startFakeEmulator(
  answer: (seen: Seen, response: ServerResponse) => void | Promise<void>,
) {
  const seen: Seen[] = []
  let running = 0
  let mostAtOnce = 0
  const server = createServer(async (request, response) => {
    running += 1
    mostAtOnce = Math.max(mostAtOnce, running)
    response.on('close', () => {
      running -= 1
    })
    const { method, url: path, headers } = request
    const one = { method, path, headers, body: (await buffer(request)).toString() }
    seen.push(one)
    await answer(one, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    uri: `http://127.0.0.1:${port}`,
    seen,
    mostAtOnce: () => mostAtOnce,
    [Symbol.dispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
