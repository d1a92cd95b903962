import type { Scope } from '../domain/scope.ts'

/** An object in a bucket. */
export type ObjectName = {
  readonly bucket: string
  readonly key: string
  readonly version?: string
}

/** S3 does not give the object; `code` and the message are S3's own. */
export class ObjectRefused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Larger than was asked for; nothing of it was kept. */
export class ObjectTooLarge extends Error {}

/** Buckets with function code that somebody else serves. */
export type ObjectSource = {
  /**
   * @param scope - whose bucket: its region signs the request.
   * @throws ObjectRefused, ObjectTooLarge, Unavailable when nobody answers.
   */
  get(scope: Scope, name: ObjectName, maxBytes: number): Promise<Uint8Array>
}
