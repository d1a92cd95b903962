import type { AddressDigits } from '../value/ip-address.ts'

const V4_DIGITS = 8

/** Writes a block as patterns do; one address is written alone. */
export function blockText(low: AddressDigits, high: AddressDigits): string {
  return low === high ? addressText(low) : `${addressText(low)}/${fixedBits(low, high)}`
}

function addressText(digits: AddressDigits): string {
  return digits.length === V4_DIGITS ? v4Text(digits) : v6Text(digits)
}

function v4Text(digits: AddressDigits): string {
  return (digits.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.')
}

function v6Text(digits: AddressDigits): string {
  const groups = (digits.match(/..../g) ?? []).map((group) => group.replace(/^0{1,3}/, ''))
  const zeros = longestRun(groups.join(':').toLowerCase())
  return zeros ?? groups.join(':').toLowerCase()
}

/** The text with its longest run of zero groups left out; `undefined` where there is none. */
function longestRun(text: string): string | undefined {
  const runs = text.match(/(?<=^|:)0(?::0)+(?=:|$)/g) ?? []
  const [longest] = runs.toSorted((one, other) => other.length - one.length)
  if (longest === undefined) return undefined
  const [before = '', after = ''] = splitAt(text, longest)
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`
}

function splitAt(text: string, part: string): [string, string] {
  const at = text.indexOf(part)
  return [text.slice(0, at), text.slice(at + part.length)]
}

function fixedBits(low: AddressDigits, high: AddressDigits): number {
  const free = (BigInt(`0x${low}`) ^ BigInt(`0x${high}`)).toString(2)
  return low.length * 4 - free.length
}
