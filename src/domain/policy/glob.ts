/** Whether a text matches a pattern in which `*` stands for any text and `?` for any one character. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [at, place] = [0, 0]
  let star = -1
  let retry = 0
  while (place < text.length) {
    if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
      // A star of the text is no star of the pattern.
      if (pattern[at] !== '*') {
        at += 1
        place += 1
        continue
      }
    }
    if (pattern[at] === '*') {
      star = at
      retry = place
      at += 1
    } else if (star >= 0) {
      at = star + 1
      retry += 1
      place = retry
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}

/** As the condition operator `ArnLike` compares: part by part, so that a star stays within its part. */
export function matchesArn(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern)
  const given = partsOf(arn)
  return wanted.every((part, at) => matchesGlob(part, given[at] ?? ''))
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':')
  const rest = parts.splice(5)
  return [...parts, ...Array(5 - parts.length).fill(''), rest.join(':')]
}
