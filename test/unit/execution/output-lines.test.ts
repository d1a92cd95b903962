import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOutputLines } from '../../../src/execution/logs/output-lines.ts'

function collect(isFull: () => boolean = () => false) {
  const lines: string[] = []
  let dropped = 0
  const output = createOutputLines({
    lines: (some) => lines.push(...some),
    dropped: (bytes) => {
      dropped += bytes
    },
    isFull,
  })
  return { output, lines, dropped: () => dropped }
}

it('finds the same lines however the bytes are cut', () => {
  const aLine = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((line) => !line.includes('\n'))
  const property = fc.property(fc.array(aLine), fc.array(fc.nat(400)), (lines, cuts) => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    const { output, lines: found } = collect()
    const ends = [
      ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
      bytes.length,
    ]
    let start = 0
    for (const end of ends) {
      output.push(bytes.subarray(start, end))
      start = end
    }
    expect(found).toEqual(lines)
  })
  fc.assert(property)
})

it('takes what lacks its newline as a line when nothing more comes', () => {
  const { output, lines } = collect()
  output.push(Buffer.from('one\ntwo'))
  expect(lines).toEqual(['one'])
  output.flush()
  output.flush()
  expect(lines).toEqual(['one', 'two'])
})

it.each([
  ['ends', '\n'],
  ['does not end', ''],
])('cuts a line that is longer than a log event may be and %s', (_what, end) => {
  const { output, lines } = collect()
  output.push(Buffer.from(`${'x'.repeat(600_000)}${end}`))
  output.flush()
  expect(lines.map((line) => line.length)).toEqual([262_144, 262_144, 75_712])
})

it('counts what nobody wants any more', () => {
  let isFull = false
  const { output, lines, dropped } = collect(() => isFull)
  output.push(Buffer.from('one\ntw'))
  isFull = true
  output.push(Buffer.from('o\nthree\n'))
  expect(lines).toEqual(['one', 'tw'])
  expect(dropped()).toBe(8)
})
