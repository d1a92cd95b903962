/** The reference: what `node:http` does with the same requests, parsed and answered, and nothing else. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer({ noDelay: true }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { Entries: object[] }
    const EventId = '00000000-0000-4000-8000-000000000000'
    const body = JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId })) })
    response.writeHead(200, {
      'Content-Type': 'application/x-amz-json-1.1',
      'Content-Length': Buffer.byteLength(body),
    })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`ready on http://127.0.0.1:${port}\n`)
})
