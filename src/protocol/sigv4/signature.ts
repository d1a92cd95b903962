import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Claim } from './read-claim.ts'

export type Sign = (secretAccessKey: string, claim: Claim, stringToSign: string) => Buffer

const MOST_KEYS = 1_000

/**
 * Signs as the claimed credential would. The key of a day, region and service is derived once: four of the
 * five hashes of a request.
 */
export function createSigner(): Sign {
  const keys = new Map<string, Buffer>()

  return (secretAccessKey, { date, region, service }, stringToSign) => {
    const name = `${secretAccessKey} ${date}/${region}/${service}`
    let key = keys.get(name)
    if (key === undefined) {
      // Anybody may claim any region; the keys of the day come back at once.
      if (keys.size >= MOST_KEYS) keys.clear()
      key = signingKey(secretAccessKey, date, region, service)
      keys.set(name, key)
    }
    return hmac(key, stringToSign)
  }
}

/** Whether a signature is the expected one, in a time that does not tell how much of it is right. */
export function isSame(signature: string, expected: Buffer): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected)
}

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const ofDay = hmac(`AWS4${secret}`, date)
  return hmac(hmac(hmac(ofDay, region), service), 'aws4_request')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
