import type { Config } from '../config/settings.ts'
import type { Logger } from '../platform/logger.ts'

export function warnIfPublic(config: Config, log: Logger): void {
  if (isLoopback(config.host) || config.auth === 'sigv4') return
  log.warn('anybody who reaches this address can create and run code here', { host: config.host })
}

export function mayReset(config: Config): boolean {
  return config.reset || (isLoopback(config.host) && config.auth === 'none')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
