const VERSION = /^\d+$/
const ALIAS = /^[a-zA-Z0-9-_]+$/

export function isAlias(qualifier: string): boolean {
  return ALIAS.test(qualifier) && !VERSION.test(qualifier)
}
