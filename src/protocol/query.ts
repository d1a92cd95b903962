import type { Answer } from './answer.ts'
import type { WireError } from './wire-errors.ts'

export type QueryRequest = {
  readonly action: string
  /** Everything but `Action`, `Version` and what a presigned query carries. */
  readonly input: object
}

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** @returns `undefined` when the parameters name no `Action`. */
export function decodeQuery(parameters: URLSearchParams): QueryRequest | undefined {
  const action = parameters.get('Action')
  if (action === null) return undefined
  const members = [...parameters].filter(
    ([name]) => name !== 'Action' && name !== 'Version' && !name.startsWith('X-Amz-'),
  )
  return { action, input: Object.fromEntries(members) }
}

/** @param asJson - some clients of STS ask for JSON; AWS answers with the same structure. */
export function encodeQuery(
  action: string,
  output: object | undefined,
  requestId: string,
  asJson: boolean,
): Answer {
  const response = `${action}Response`
  const result = `${action}Result`
  const metadata = { RequestId: requestId }
  if (asJson) {
    const body = { [response]: { [result]: output ?? {}, ResponseMetadata: metadata } }
    return jsonAnswer(200, body)
  }
  return xmlAnswer(
    200,
    `<${response} xmlns="${STS_NAMESPACE}"><${result}>${toXml(output ?? {})}</${result}>` +
      `<ResponseMetadata>${toXml(metadata)}</ResponseMetadata></${response}>`,
  )
}

export function encodeQueryError(error: WireError, requestId: string, asJson: boolean): Answer {
  const { code, status, message } = error
  const detail = { Type: status >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message }
  if (asJson) return jsonAnswer(status, { Error: detail, RequestId: requestId })
  return xmlAnswer(
    status,
    `<ErrorResponse xmlns="${STS_NAMESPACE}"><Error>${toXml(detail)}</Error>` +
      `${toXml({ RequestId: requestId })}</ErrorResponse>`,
  )
}

function jsonAnswer(status: number, body: object): Answer {
  const headers = { 'Content-Type': 'application/json' }
  return { status, headers, body: JSON.stringify(body) }
}

function xmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/xml' }, body }
}

/** Elements in the order of the members; the answers of STS are flat. */
function toXml(members: object): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function escapeXml(text: string): string {
  return (
    text
      // XML 1.0 cannot hold these characters, not even escaped.
      .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
      .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
  )
}
