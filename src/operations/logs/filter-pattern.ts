import { InvalidInput, NotSupported } from '../../domain/faults.ts'

/** Decides whether a log line is wanted. */
export type LineFilter = (message: string) => boolean

type Term = { readonly sign: '' | '?' | '-'; readonly text: string }

const TERM = /^([?-]?)(?:"((?:[^"\\]|\\.)*)"|([\p{L}\p{N}_]+))(?:\s+|$)/u

/**
 * The part of CloudWatch Logs' pattern language that is about unstructured text: terms that a line must
 * hold, in any order and case-sensitive; `"quoted phrases"`; `-excluded` terms; and `?alternatives`, one
 * of which must be there. Alternatives beside other terms are ignored, as AWS ignores them.
 *
 * Source: CloudWatch Logs user guide, "Filter pattern syntax".
 *
 * @throws InvalidInput in AWS's words; NotSupported for patterns over JSON and fields, and regular
 *   expressions.
 */
export function parseFilterPattern(pattern: string): LineFilter {
  const text = pattern.trim()
  refuseOtherLanguages(text)
  const terms = parseTerms(text)
  const wanted = terms.filter(({ sign }) => sign === '').map((term) => term.text)
  const excluded = terms.filter(({ sign }) => sign === '-').map((term) => term.text)
  const alternatives = terms.filter(({ sign }) => sign === '?').map((term) => term.text)

  if (wanted.length === 0 && excluded.length === 0 && alternatives.length > 0) {
    return (message) => alternatives.some((term) => message.includes(term))
  }
  return (message) =>
    wanted.every((term) => message.includes(term)) &&
    !excluded.some((term) => message.includes(term))
}

function parseTerms(text: string): readonly Term[] {
  const terms: Term[] = []
  let rest = text
  while (rest !== '') {
    const [whole = '', sign, quoted, bare] = TERM.exec(rest) ?? []
    if (sign === undefined) throw invalidTerm(rest)
    terms.push({
      sign: sign === '?' || sign === '-' ? sign : '',
      text: bare ?? withoutEscapes(quoted ?? ''),
    })
    rest = rest.slice(whole.length)
  }
  return terms
}

function withoutEscapes(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, '$1')
}

function invalidTerm(rest: string): InvalidInput {
  const character = /[^\s\p{L}\p{N}_]/u.exec(rest.replace(/^[?-]/, ''))?.[0] ?? rest.trim()
  return new InvalidInput(`Invalid character(s) in term '${character}'`)
}

function refuseOtherLanguages(text: string): void {
  const language = text.startsWith('{')
    ? 'JSON patterns ({ $.field = … })'
    : text.startsWith('[')
      ? 'field patterns ([a, b, …])'
      : /(^|\s)[?-]?%/.test(text)
        ? 'regular expressions (%…%)'
        : undefined
  if (language !== undefined) {
    throw new NotSupported(`busbar does not support ${language} in filterPattern yet.`)
  }
}
