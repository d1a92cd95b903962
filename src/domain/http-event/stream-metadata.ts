/** The content type of a stream that begins with the metadata of an HTTP response. */
export const WITH_METADATA = 'application/vnd.awslambda.http-integration-response'

const SEPARATOR = new Uint8Array(8)
/** As much as all headers of a response may have together. */
const LARGEST_METADATA = 1_048_576

export type MetadataSplit =
  | { readonly metadata: string; readonly rest: Uint8Array }
  /** More bytes may bring the end of the metadata. */
  | 'incomplete'
  | 'too-large'

/** Where a stream's metadata end and its body begins: after eight zero bytes. */
export function splitMetadata(bytes: Uint8Array): MetadataSplit {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = found.indexOf(SEPARATOR)
  if (at < 0) return bytes.byteLength > LARGEST_METADATA ? 'too-large' : 'incomplete'
  return { metadata: found.toString('utf8', 0, at), rest: bytes.subarray(at + SEPARATOR.length) }
}
