const TEXTS =
  /^(?:text\/|application\/(?:json|xml|javascript)\b|application\/[a-z0-9.+-]+\+(?:json|xml)\b)/i

export type BodyText = { readonly body: string; readonly isBase64Encoded: boolean }

/** A body as a JSON string: text stays text, everything else becomes base64, web forms among it. */
export function toBodyText(bytes: Uint8Array, contentType: string | undefined): BodyText {
  const text = TEXTS.test(contentType?.trim() ?? '') ? decodeText(bytes) : undefined
  if (text !== undefined) return { body: text, isBase64Encoded: false }
  return { body: toBuffer(bytes).toString('base64'), isBase64Encoded: true }
}

/** What a handler gave as its body; bytes that no text can hold come in base64. */
export function toBodyBytes(body: string, isBase64Encoded: boolean): Uint8Array {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
}

/** @returns `undefined` for bytes that are not UTF-8, whatever their content type says. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
