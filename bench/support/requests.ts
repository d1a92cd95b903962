import { seededRandom } from './seeded-random.ts'

export type PutEventsLoad = {
  /** Entries of each request. */
  readonly entries: number
  /** About how many bytes each `Detail` has. */
  readonly detailBytes: number
  readonly seed: number
}

/** Different requests, so that no cache of whole texts helps. */
const DIFFERENT = 200

const HEADERS = [
  'X-Amz-Target: AWSEvents.PutEvents',
  'Content-Type: application/x-amz-json-1.1',
  'User-Agent: aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js md/nodejs api/eventbridge#3.1169.0',
  'X-Amz-Date: 20261126T120000Z',
  'X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'Amz-Sdk-Request: attempt=1; max=3',
  'Authorization: AWS4-HMAC-SHA256 Credential=test/20261126/us-east-1/events/aws4_request, ' +
    'SignedHeaders=content-type;host;x-amz-date;x-amz-target, ' +
    'Signature=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
].join('\r\n')

/** Whole requests, headers as an SDK sends them. */
export function putEventsRequests(load: PutEventsLoad, host: string): Buffer[] {
  const random = seededRandom(load.seed)
  return Array.from({ length: DIFFERENT }, () => {
    const Entries = Array.from({ length: load.entries }, () => anEntry(random, load.detailBytes))
    const body = JSON.stringify({ Entries })
    const head = `POST / HTTP/1.1\r\nHost: ${host}\r\n${HEADERS}`
    return Buffer.from(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  })
}

/** An order of a shop; see `ruleOf` for what the rules select. */
function anEntry(random: () => number, detailBytes: number) {
  const pick = (count: number) => Math.floor(random() * count)
  const detail = {
    orderId: `o-${pick(1e9)}`,
    total: pick(100_000) / 100,
    currency: 'EUR',
    customer: { id: pick(10_000), country: ['NL', 'DE', 'FR', 'BE'][pick(4)] },
    lines: Array.from({ length: 3 }, () => ({ sku: `sku-${pick(5_000)}`, quantity: pick(9) + 1 })),
    note: '',
  }
  const missing = detailBytes - JSON.stringify(detail).length
  detail.note = 'x'.repeat(Math.max(0, missing))
  return {
    Source: `shop.${pick(100)}`,
    DetailType: ['OrderPlaced', 'OrderPaid', 'OrderShipped'][pick(3)],
    Detail: JSON.stringify(detail),
  }
}

/** A rule that takes the orders of one customer: about one event in ten meets one of 1,000 rules. */
export function ruleOf(n: number): { Name: string; EventPattern: string } {
  const pattern = {
    source: [`shop.${n % 100}`, `depot.${n}`],
    'detail-type': ['OrderPaid', 'OrderPlaced'],
    detail: { customer: { id: [n], country: ['NL', 'DE', 'FR', 'BE'] } },
  }
  return { Name: `rule-${n}`, EventPattern: JSON.stringify(pattern) }
}
