import { BlockList, isIPv4, isIPv6 } from 'node:net'

const NAMES = ['localhost', 'host.docker.internal', 'busbar']

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Tells which `Host` a request may name: a web page can point a name of its own at 127.0.0.1, and then the
 * browser takes busbar for that page's own server (DNS rebinding). Only names that cannot be such a page's
 * are let in.
 *
 * @param configured - further host names, without a port; `*.example.com` stands for everything below.
 */
export function createHostCheck(configured: readonly string[]): (host: string) => boolean {
  const all = [...NAMES, ...configured.map((name) => withoutBrackets(name.toLowerCase()))]
  const exact = new Set(all.filter((name) => !name.startsWith('*.')))
  const suffixes = ['.localhost', ...all.filter((name) => name.startsWith('*.')).map(tail)]

  const isAllowed = (host: string) => {
    const name = hostName(host)
    if (name === undefined) return false
    return exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix)) || isLoopback(name)
  }
  // The check is a pure one, and clients name one host again and again.
  let latest = { host: '', isAllowed: false }
  return (host) => {
    if (host !== latest.host) latest = { host, isAllowed: isAllowed(host) }
    return latest.isAllowed
  }
}

/** The name without its port, in lower case; `undefined` when it is not shaped like `name[:port]`. */
function hostName(host: string): string | undefined {
  const shape = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host)
  return shape?.[1] === undefined ? undefined : withoutBrackets(shape[1].toLowerCase())
}

function isLoopback(name: string): boolean {
  if (isIPv4(name)) return loopback.check(name, 'ipv4')
  return isIPv6(name) && loopback.check(name, 'ipv6')
}

function withoutBrackets(name: string): string {
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
}

function tail(wildcard: string): string {
  return wildcard.slice(1)
}
