import type { Config } from '../config/settings.ts'
import { type FunctionCredentials, readToken } from '../platform/function-credentials.ts'
import type { FindKey } from '../protocol/sigv4/verifier.ts'

/** A key of the configuration, or that of a function of this server, which comes with its session token. */
export function keyFinder(config: Config, functions: FunctionCredentials): FindKey {
  const configured = new Map(
    [...config.keys, ...config.keysFile].map((key) => [
      key.accessKeyId,
      { account: config.account, ...key, isFunction: false },
    ]),
  )
  return (accessKeyId, sessionToken) => {
    if (sessionToken === undefined) return configured.get(accessKeyId)
    if (!readToken(sessionToken, functions.sessionToken)) return undefined
    if (!/^\d{12}$/.test(accessKeyId)) return undefined
    const secretAccessKey = functions.secretOf(accessKeyId)
    return { accessKeyId, secretAccessKey, account: accessKeyId, isFunction: true }
  }
}
