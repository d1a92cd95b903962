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
