/** Up to this many significant digits, every decimal number survives the way through a double. */
const SAFE_DIGITS = 15

/**
 * The value of a JSON number, if a double can carry it without changing it; `undefined` for others,
 * such as 9007199254740993 or 1e400. AWS compares numbers by value only where there is a value, and
 * by their text elsewhere.
 */
export function toExactNumber(text: string): number | undefined {
  // Adding 0 turns -0 into 0.
  const value = Number(text) + 0
  if (!Number.isFinite(value)) return undefined
  if (text.length <= SAFE_DIGITS && !/e/i.test(text)) return value
  if (exceedsLimits(text)) return undefined
  return canonical(text) === canonical(shortest(value)) ? value : undefined
}

/** Why a number has no exact value, in AWS's words. */
export function whyInexact(text: string): string {
  return exceedsLimits(text) ? 'value exceeds limits' : `Cannot compare number : ${text}`
}

/** Java's decimal numbers have a power of ten of 32 bits, after the point is moved behind the digits. */
function exceedsLimits(text: string): boolean {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const fraction = mantissa.split('.')[1] ?? ''
  return Math.abs(Number(exponent) - fraction.length) >= 2 ** 31
}

/** Java writes at least two digits, and picks the nearest such number: 4.9E-324, not 5e-324. */
function shortest(value: number): string {
  const text = value.toExponential()
  return text.includes('.') ? text : value.toExponential(1)
}

/** One spelling for each decimal number: its digits without outer zeros, and a power of ten. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const negative = mantissa.startsWith('-')
  const [whole = '', fraction = ''] = mantissa.slice(negative ? 1 : 0).split('.')
  const digits = stripZeros(whole + fraction)
  if (digits.text === '') return '0'
  const power = Number(exponent) - fraction.length + digits.after
  return `${negative ? '-' : ''}${digits.text}e${power}`
}

function stripZeros(digits: string): { readonly text: string; readonly after: number } {
  let start = 0
  while (digits[start] === '0') start += 1
  let end = digits.length
  while (end > start && digits[end - 1] === '0') end -= 1
  return { text: digits.slice(start, end), after: digits.length - end }
}
