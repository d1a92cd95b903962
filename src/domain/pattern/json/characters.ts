const DIGIT_0 = 0x30
const DIGIT_9 = 0x39

export function isDigit(code: number): boolean {
  return code >= DIGIT_0 && code <= DIGIT_9
}

/** What Java calls the start of an identifier, in the basic plane; NaN (end of text) is none. */
export function startsWord(code: number): boolean {
  return /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u.test(toCharacter(code))
}

/** What Java calls a part of an identifier, in the basic plane; NaN (end of text) is none. */
export function continuesWord(code: number): boolean {
  if (isControl(code)) return code < 0x09 || (code > 0x0d && code < 0x1c) || code >= 0x7f
  return /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}]/u.test(toCharacter(code))
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f)
}

function toCharacter(code: number): string {
  return Number.isNaN(code) ? '' : String.fromCharCode(code)
}

/** Names a character as Jackson's messages do. */
export function describeCharacter(code: number): string {
  if (isControl(code)) return `(CTRL-CHAR, code ${code})`
  // Half of a surrogate pair cannot be sent alone.
  const character = code >= 0xd800 && code <= 0xdfff ? '?' : String.fromCharCode(code)
  const shown = `'${character}' (code ${code}`
  return code > 0xff ? `${shown} / 0x${code.toString(16)})` : `${shown})`
}
