import { InvalidRequestContent } from '../../domain/faults.ts'

const LARGEST = 3_583
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * What mobile SDKs send about the app that calls: base64 of a JSON object.
 *
 * @returns its JSON text.
 * @throws InvalidRequestContent
 */
export function parseClientContext(given: string): string {
  if (given.length > LARGEST) {
    throw new InvalidRequestContent(`Client context must be at most ${LARGEST} bytes.`)
  }
  const text = Buffer.from(given, 'base64').toString()
  if (!BASE64.test(given) || !isJsonObject(text)) {
    throw new InvalidRequestContent('Client context must be a valid Base64-encoded JSON object.')
  }
  return text
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    // The caller has the words for text that is not JSON.
    return false
  }
}
