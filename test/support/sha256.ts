import { createHash, createHmac } from 'node:crypto'

/** Node's hash in the form in which the signer of the AWS SDK takes one. */
export class Sha256 {
  readonly #hash

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Buffer)
  }

  update(data: string | Uint8Array) {
    this.#hash.update(data)
  }

  async digest() {
    return this.#hash.digest()
  }

  reset() {}
}
