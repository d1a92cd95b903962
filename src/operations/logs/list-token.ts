import { InvalidInput } from '../../domain/faults.ts'

export function invalidToken(): InvalidInput {
  return new InvalidInput('The specified nextToken is invalid.')
}

/** A token that goes on after a name. */
export function toNameToken(name: string): string {
  return Buffer.from(name).toString('base64url')
}

/** @throws InvalidInput */
export function parseNameToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const name = Buffer.from(token, 'base64url').toString()
  if (toNameToken(name) !== token) throw invalidToken()
  return name
}
