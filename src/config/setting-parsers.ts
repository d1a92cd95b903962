import { availableParallelism, totalmem } from 'node:os'

/** A function whose environment waits for a debugger's breakpoints. */
export type InspectedFunction = { readonly name: string; readonly port: number }

// Each gives `undefined` for a text that is not one of what its setting takes.

export const oneOf =
  <Value extends string>(...values: readonly Value[]) =>
  (text: string) =>
    values.find((value) => value === text)

export const numberFrom = (least: number, most: number) => (text: string) => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

export const zeroOrOne = (text: string) => (text === '0' || text === '1' ? text === '1' : undefined)

export const anyText = (text: string) => text

const USUAL_INSPECTOR_PORT = 9_229

export function parseInspected(text: string): InspectedFunction | undefined {
  const [, name, port] = /^([a-zA-Z0-9-_]{1,64})(?::(\d{1,5}))?$/.exec(text) ?? []
  const number = port === undefined ? USUAL_INSPECTOR_PORT : Number(port)
  if (name === undefined || number < 1 || number > 65_535) return undefined
  return { name, port: number }
}

export function parseEndpoint(text: string): string | undefined {
  if (text === 'aws') return text
  return /^https?:\/\/[^/]/.test(text) && URL.canParse(text) ? text : undefined
}

/** Four for each core, as far as half of the memory holds environments of the default size. */
export function defaultEnvironments(): number {
  const inHalfOfMemory = Math.floor(totalmem() / 2 / (128 * 1024 ** 2))
  return Math.max(1, Math.min(4 * availableParallelism(), inHalfOfMemory))
}
