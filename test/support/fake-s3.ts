import { createServer, type IncomingHttpHeaders } from 'node:http'

/** Buckets with objects, as S3 serves them by path; the key of an object is `bucket/key`. */
export async function startFakeS3(objects: Readonly<Record<string, Uint8Array>>) {
  const seen: { readonly target: string; readonly headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    const target = request.url ?? ''
    seen.push({ target, headers: request.headers })
    const [path = ''] = target.slice(1).split('?')
    const name = decodeURIComponent(path)
    const object = objects[name]
    if (object !== undefined) {
      response.end(object)
      return
    }
    const bucket = name.split('/')[0] ?? ''
    const hasBucket = Object.keys(objects).some((one) => one.startsWith(`${bucket}/`))
    const [code, message] = hasBucket
      ? ['NoSuchKey', 'The specified key does not exist.']
      : ['NoSuchBucket', 'The specified bucket does not exist']
    response.statusCode = 404
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><Key>${name}</Key></Error>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    [Symbol.dispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
