import { type IncomingHttpHeaders, request } from 'node:http'

export type RawOptions = {
  readonly method?: string
  /** Path and query, sent as they are. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Uint8Array
}

export type RawResponse = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  /** False when the connection was cut before the end of the body. */
  readonly isWhole: boolean
}

/**
 * A request whose `Host` need not resolve, unlike those of `fetch`.
 * @param onData - sees each piece of the body as it comes.
 */
export function rawRequest(
  serverUrl: string,
  { method = 'GET', path = '/', headers = {}, body }: RawOptions,
  onData: (text: string) => void = () => {},
): Promise<RawResponse> {
  const { hostname, port } = new URL(serverUrl)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        onData(chunk.toString())
      })
      response.on('error', () => {})
      response.on('close', () => {
        const bytes = Buffer.concat(chunks)
        const { statusCode: status = 0, complete } = response
        const text = bytes.toString()
        resolve({ status, headers: response.headers, bytes, text, isWhole: complete })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
