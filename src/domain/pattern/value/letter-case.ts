/** A text as a list of characters, each with the spellings that count as equal to it. */
export type CaselessText = readonly (readonly string[])[]

/**
 * Spells a text for comparison without case, as AWS does: UTF-16 unit by UTF-16 unit, each in lower
 * and in upper case, even where that is two letters (ß, SS). Half of a surrogate pair has no
 * spelling of its own: AWS encodes it alone, which yields a question mark.
 */
export function toCaselessText(text: string): CaselessText {
  return text.split('').map((unit) => {
    if (isSurrogate(unit)) return ['?']
    return [unit.toLowerCase(), unit.toUpperCase()]
  })
}

function isSurrogate(unit: string): boolean {
  return unit >= '\ud800' && unit <= '\udfff'
}

export function equalsCaseless(value: string, text: CaselessText): boolean {
  return lengthOfStart(value, text) === value.length
}

export function startsCaseless(value: string, text: CaselessText): boolean {
  return lengthOfStart(value, text) !== undefined
}

export function endsCaseless(value: string, text: CaselessText): boolean {
  let end = value.length
  for (const spellings of text.toReversed()) {
    const spelling = spellings.find((candidate) => value.endsWith(candidate, end))
    if (spelling === undefined) return false
    end -= spelling.length
  }
  return true
}

// The two spellings of a character never start (or end) alike, so the first that fits is the one.
function lengthOfStart(value: string, text: CaselessText): number | undefined {
  let start = 0
  for (const spellings of text) {
    const spelling = spellings.find((candidate) => value.startsWith(candidate, start))
    if (spelling === undefined) return undefined
    start += spelling.length
  }
  return start
}

/**
 * A spelling of a text that all texts share that are equal to it without case. It is spelled unit
 * by unit, so that the start of a text has the start of its spelling. Texts that are not equal may
 * share one too.
 */
export function foldCase(text: string): string {
  // In ASCII, that is what lower case is.
  if (isAscii(text)) return text.toLowerCase()
  return text.split('').map(foldUnit).join('')
}

/** The same for a text that has been spelled. */
export function foldedText(text: CaselessText): string {
  return foldCase(text.map(([spelling]) => spelling).join(''))
}

// Once more, for ẞ: its upper case is itself, and its lower case ß, whose upper case is SS.
function foldUnit(unit: string): string {
  return foldUnitsOnce(foldUnitsOnce(unit))
}

// Lower case alone would keep ς from σ, and upper case alone K from the sign for kelvin.
function foldUnitsOnce(text: string): string {
  const upper = text.split('').map((unit) => unit.toUpperCase())
  return upper
    .join('')
    .split('')
    .map((unit) => unit.toLowerCase())
    .join('')
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
