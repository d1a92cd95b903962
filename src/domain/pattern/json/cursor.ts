import { describeCharacter } from './characters.ts'
import { Refusal } from './refusal.ts'

export type Place = { readonly line: number; readonly column: number }

/** Of a long text only this much is quoted, as Jackson does. */
const QUOTED_LENGTH = 500

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const SLASH = 0x2f

/** A text and how far it has been read: knows lines and columns, and words errors as Jackson does. */
export class Cursor {
  readonly text: string
  /** Index of the next character to read. */
  at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  /** The place of the last character that was read, counted from 1. */
  get place(): Place {
    return { line: this.#line, column: this.at - this.#lineStart }
  }

  /** The code unit at the cursor; NaN at the end. */
  peek(): number {
    return this.text.charCodeAt(this.at)
  }

  /** Reads up to the first character that is not white space, and that one too; NaN at the end. */
  nextVisible(): number {
    for (;;) {
      const code = this.peek()
      if (code > SPACE || Number.isNaN(code)) return this.#read(code)
      if (this.skipBlank()) continue
      this.at += 1
      this.#refuseControlCharacter(code)
    }
  }

  #read(code: number): number {
    if (Number.isNaN(code)) return code
    this.at += 1
    return code === SLASH ? this.#refuseComment() : code
  }

  /** Reads one character of white space, if that comes next. */
  skipBlank(): boolean {
    const code = this.peek()
    const startsLine = code === LINE_FEED || code === CARRIAGE_RETURN
    if (!startsLine && code !== SPACE && code !== TAB) return false
    this.at += 1
    if (code === LINE_FEED) this.#startLine()
    else if (code === CARRIAGE_RETURN) this.#startLineAfterReturn()
    return true
  }

  #startLine(): void {
    this.#line += 1
    this.#lineStart = this.at
  }

  #startLineAfterReturn(): void {
    if (this.peek() === LINE_FEED) this.at += 1
    this.#startLine()
  }

  #refuseComment(): never {
    throw this.unexpected(
      SLASH,
      "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
    )
  }

  #refuseControlCharacter(code: number): never {
    throw this.refusal(
      `Illegal character (${describeCharacter(code)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
    )
  }

  /**
   * The place is one past the character, as in the releases of Jackson that most of our known
   * messages come from. Newer ones name the character itself, and so does the one answer of AWS on
   * record (for `{'`); clients compare the first line at most.
   */
  unexpected(code: number, expectation: string): Refusal {
    return this.refusal(`Unexpected character (${describeCharacter(code)}): ${expectation}`)
  }

  unexpectedEnd(expectation: string): Refusal {
    this.at = this.text.length
    return this.refusal(`Unexpected end-of-input${expectation}`)
  }

  /** A refusal that names the place reached: one past the last character that was read. */
  refusal(reason: string, at: number = this.at): Refusal {
    const place = { line: this.#line, column: at - this.#lineStart + 1 }
    return new Refusal(`${reason}\n at ${this.describe(place)}`)
  }

  describe({ line, column }: Place): string {
    return `[Source: (String)${this.#quoted()}; line: ${line}, column: ${column}]`
  }

  #quoted(): string {
    const hidden = this.text.length - QUOTED_LENGTH
    const shown = hidden > 0 ? this.text.slice(0, QUOTED_LENGTH) : this.text
    const note = hidden > 0 ? `[truncated ${hidden} chars]` : ''
    return `"${escapeControls(shown)}"${note}`
  }
}

/** Control characters that are not ends of lines, which alone can be seen. */
function escapeControls(text: string): string {
  return text.replace(/(?![\r\n])\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0).toString(16).toUpperCase()
    return `\\u${code.padStart(4, '0')}`
  })
}
