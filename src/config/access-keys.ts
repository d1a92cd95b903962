import { readFileSync, statSync } from 'node:fs'

/** A key that callers may sign with. */
export type AccessKey = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Twelve digits; absent: the account of the server's own. */
  readonly account?: string
}

/** Words for the person who started the server; they repeat no secret. */
export class AccessKeyError extends Error {}

/** Keys as `ID:SECRET` or `ID:SECRET:ACCOUNT`, separated by commas. */
export function parseAccessKeys(text: string): readonly AccessKey[] {
  return parse(text.split(','), 'BUSBAR_KEYS')
}

/** Keys from a file that only its owner can read: one a line; `#` begins a comment. */
export function readAccessKeys(path: string): readonly AccessKey[] {
  const lines = readPrivate(path).split('\n')
  return parse(
    lines.map((line) => (line.trimStart().startsWith('#') ? '' : line)),
    path,
  )
}

function parse(texts: readonly string[], where: string): readonly AccessKey[] {
  const keys = texts
    .map((text) => text.trim())
    .map((text, at) => (text === '' ? undefined : parseOne(text, `${where}: key ${at + 1}`)))
    .filter((key) => key !== undefined)
  const ids = keys.map(({ accessKeyId }) => accessKeyId)
  const twice = ids.find((id, at) => ids.indexOf(id) < at)
  if (twice !== undefined) throw new AccessKeyError(`${where} has the key ${twice} twice.`)
  return keys
}

function parseOne(text: string, where: string): AccessKey {
  const [accessKeyId = '', secretAccessKey = '', account, ...more] = text.split(':')
  if (!/^\w{3,128}$/.test(accessKeyId) || secretAccessKey === '' || more.length > 0) {
    throw new AccessKeyError(
      `${where} is not ID:SECRET or ID:SECRET:ACCOUNT, with an ID of 3 to 128 letters, digits and _.`,
    )
  }
  const owner = account ?? (/^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined)
  if (owner === undefined) return { accessKeyId, secretAccessKey }
  if (!/^\d{12}$/.test(owner))
    throw new AccessKeyError(`${where} has an account that is not 12 digits.`)
  return { accessKeyId, secretAccessKey, account: owner }
}

function readPrivate(path: string): string {
  try {
    const othersMay = statSync(path).mode & 0o077
    if (othersMay === 0) return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AccessKeyError(`The file of keys ${path} cannot be read.`, { cause })
  }
  throw new AccessKeyError(`Others may read the file of keys ${path}: chmod 600 it.`)
}
