import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findDifference } from '../../../scripts/quickstart/match-output.ts'
import { parseQuickstart } from '../../../scripts/quickstart/parse-quickstart.ts'

const fixture = join(import.meta.dirname, '../../fixtures/quickstart/README.md')
const blocks = parseQuickstart(readFileSync(fixture, 'utf8'))

describe('the quick start of a README', () => {
  it('is the sh blocks of its section, each with the output block that follows', () => {
    expect(blocks.map(({ commands, output }) => [commands, output?.language])).toEqual([
      [['git clone https://git.example/busbar && cd busbar', 'npm start'], 'text'],
      [
        [
          'export GREETING=hello',
          'export SERVER=http://127.0.0.1:4566',
          `printf '%s\\n' "$GREETING"`,
          'curl -s $SERVER/id',
        ],
        'text',
      ],
      [['curl -s http://127.0.0.1:4566/event'], 'json'],
      [['aws events list-rules'], 'text'],
    ])
  })

  it('must exist', () => {
    expect(() => parseQuickstart('# busbar\n')).toThrow('no section "## Quick start"')
  })

  it('must have a command', () => {
    expect(() => parseQuickstart('## Quick start\nJust do it.\n')).toThrow('no ```sh block')
  })

  it('must close its blocks', () => {
    expect(() => parseQuickstart('## Quick start\n```sh\nls\n')).toThrow('does not end')
  })
})

describe('output shown in a README', () => {
  const text = (shown: string) => ({ language: 'text', text: shown }) as const
  const json = (shown: unknown) => ({ language: 'json', text: JSON.stringify(shown) }) as const

  it.each([
    ['the same text', 'a\nb', 'a\nb\n'],
    [
      'another id',
      'id 2a1c9a44-6a3f-4a43-8d0c-9d2f6f3f0b11',
      'id 00000000-0000-4000-8000-000000000000',
    ],
    ['another time', 'at 2026-01-02T03:04:05Z', 'at 2031-12-31T23:59:59.123Z'],
    ['any text for …', 'took … ms, at … o’clock', 'took 12 ms, at 3 o’clock'],
    ['any lines for … alone', 'first\n…\nlast', 'first\na\nb\nlast'],
    ['no line at all for … alone', 'first\n…\nlast', 'first\nlast'],
    ['the rest for … at the end', 'first\n…', 'first\na\nb'],
  ])('matches %s', (_what, shown, printed) => {
    expect(findDifference(text(shown), printed)).toBeUndefined()
  })

  it.each([
    ['another word', 'a\nb', 'a\nc'],
    ['a missing line', 'a\nb', 'a'],
    ['a line too many', 'a', 'a\nb'],
    ['a missing last line', 'first\n…\nlast', 'first\na'],
    ['text in another order', '… b … a …', 'x a y b z'],
    ['one text for two', 'aa…aa', 'aaa'],
  ])('does not match %s', (_what, shown, printed) => {
    expect(findDifference(text(shown), printed)).toBe('the output is not as shown')
  })

  it('compares JSON by value, with placeholders in strings', () => {
    const shown = json({ FailedEntryCount: 0, Entries: [{ EventId: '…' }], by: 'rule …' })
    const printed = '{\n "by": "rule 7", "Entries": [{"EventId": "1"}], "FailedEntryCount": 0}'
    expect(findDifference(shown, printed)).toBeUndefined()
  })

  it.each([
    ['another value', '{"a": 2}'],
    ['a member too many', '{"a": 1, "b": 1}'],
    ['a missing member', '{}'],
    ['an array', '[1]'],
  ])('does not match %s', (_what, printed) => {
    expect(findDifference(json({ a: 1 }), printed)).toBe('the JSON is not as shown')
  })

  it('says when JSON was shown and something else came', () => {
    expect(findDifference(json({}), 'curl: (7) refused')).toBe('the output is not JSON')
  })
})
