import fc from 'fast-check'

/** JSON texts with a few characters lost, doubled or replaced: nearly JSON, as bad input mostly is. */
const damagedJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('', ...'{}[]":,\\-+.eE0159tfnu \t\n\r\u0001/#é🚀\ud800')),
      { maxLength: 3 },
    ),
  )
  .map(([json, damages]) =>
    damages.reduce((text, [at, piece]) => {
      const index = at % (text.length + 1)
      return text.slice(0, index) + piece + text.slice(index + (piece === '' ? 1 : 0))
    }, json),
  )

/** Texts of which some are JSON. */
export const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), damagedJson)

/** The pieces that numbers are made of, in any order. */
export const numberLikeText = fc
  .array(fc.constantFrom('-', '0', '1', '9', '.', 'e', 'E', '+'), { maxLength: 8 })
  .map((pieces) => pieces.join(''))

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export function isJsonObject(text: string): boolean {
  if (!isJson(text)) return false
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
