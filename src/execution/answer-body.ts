import { isUtf8 } from 'node:buffer'

/** What a function answered. */
export type AnswerBody = {
  /** JSON text, usually. */
  readonly payload: string
  /** The answer as it came, when it is no UTF-8: `payload` has replacement characters then. */
  readonly bytes?: Uint8Array
}

export function toAnswerBody(body: Buffer): AnswerBody {
  const payload = body.toString()
  return isUtf8(body) ? { payload } : { payload, bytes: body }
}
