/** Commands that a reader types, and what the README says that they print. */
export type Block = {
  /** One shell command each; lines that end in a backslash are joined. */
  readonly commands: readonly string[]
  /** The block that follows directly, when it shows output. */
  readonly output?: { readonly language: 'text' | 'json'; readonly text: string }
}

type Fence = { readonly language: string; readonly lines: readonly string[] }

const HEADING = /^## quick start\b/i

/**
 * Reads the quick start of a README by the convention that CONTRIBUTING.md describes.
 *
 * @throws when there is no such section, or no command in it.
 */
export function parseQuickstart(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => HEADING.test(line))
  if (start < 0) throw new Error('The README has no section "## Quick start".')
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '))
  const section = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length)

  const blocks = toBlocks(fencesOf(section))
  if (blocks.length === 0) throw new Error('The quick start has no ```sh block.')
  return blocks
}

function fencesOf(lines: readonly string[]): Fence[] {
  const fences: Fence[] = []
  let open: { language: string; lines: string[] } | undefined
  for (const line of lines) {
    if (open === undefined) {
      if (line.startsWith('```')) open = { language: line.slice(3).trim(), lines: [] }
    } else if (line.trimEnd() === '```') {
      fences.push(open)
      open = undefined
    } else {
      open.lines.push(line)
    }
  }
  if (open !== undefined) throw new Error('A fenced block of the quick start does not end.')
  return fences
}

function toBlocks(fences: readonly Fence[]): Block[] {
  return fences.flatMap((fence, index) => {
    if (fence.language !== 'sh') return []
    const commands = commandsOf(fence.lines)
    const next = fences[index + 1]
    if (next === undefined || (next.language !== 'text' && next.language !== 'json')) {
      return [{ commands }]
    }
    return [{ commands, output: { language: next.language, text: next.lines.join('\n') } }]
  })
}

function commandsOf(lines: readonly string[]): string[] {
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '')
  return joined
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}
