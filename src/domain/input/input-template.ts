/** An InputTemplate, cut at its placeholders. */
export type InputTemplate = {
  /** `json`: the template is an object or array; `strings`: one JSON string on each line. */
  readonly mode: 'json' | 'strings'
  readonly parts: readonly TemplatePart[]
}

export type TemplatePart = string | Placeholder

export type Placeholder = {
  readonly name: string
  /** Whether it stands between the quotes of a JSON string. */
  readonly isInString: boolean
  /** Whether it is, or is part of, the key of an object's member. */
  readonly isInKey: boolean
}

/** An escape (so that `\"` ends no string and `\<` starts no placeholder), a quote, a placeholder. */
const MARK = /\\[\s\S]|"|<([^<>]*)>/g
const COLON = /\s*:/y

/** Cannot fail: whether a template gives JSON is only known once its placeholders are filled in. */
export function toInputTemplate(text: string): InputTemplate {
  const template = text.trim()
  const mode = template.startsWith('{') || template.startsWith('[') ? 'json' : 'strings'
  const marks = [...template.matchAll(MARK)]
  const parts: TemplatePart[] = []
  let isInString = false
  let at = 0
  for (const [index, mark] of marks.entries()) {
    const name = mark[1]
    if (mark[0] === '"') isInString = !isInString
    if (name === undefined) continue
    const closing = isInString ? marks.slice(index).find(([found]) => found === '"') : mark
    parts.push(template.slice(at, mark.index), {
      name,
      isInString,
      isInKey: closing !== undefined && isColonNext(template, closing.index + closing[0].length),
    })
    at = mark.index + mark[0].length
  }
  parts.push(template.slice(at))
  return { mode, parts }
}

function isColonNext(template: string, at: number): boolean {
  COLON.lastIndex = at
  return COLON.test(template)
}
