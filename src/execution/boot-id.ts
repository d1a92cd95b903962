import { readFileSync } from 'node:fs'

/** Something that changes whenever the machine starts; `undefined` where the system has no such thing. */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Linux only.
    return undefined
  }
}
