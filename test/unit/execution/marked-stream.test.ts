import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMarkedStream } from '../../../src/execution/environment/marked-stream.ts'

const MARK = '\0a-mark\0'

/** What is printed for each of some invocations, with a mark before all but the first. */
const printed = fc.array(fc.string({ unit: fc.constantFrom('\0', 'a', '-', 'm', '\n', 'x') }), {
  minLength: 1,
  maxLength: 6,
})

function open() {
  const read: string[] = []
  let marks = 0
  const stream = createMarkedStream(
    (bytes) => read.push(bytes.toString()),
    () => {
      marks += 1
    },
  )
  stream.setMark(MARK)
  return { stream, marks: () => marks, take: () => read.splice(0).join('') }
}

it('tells what is before a mark from what is behind it, however the bytes come', () => {
  const property = fc.property(
    printed,
    fc.array(fc.integer({ min: 1, max: 9 })),
    (texts, sizes) => {
      fc.pre(!texts.some((text) => text.includes(MARK)))
      const { stream, take } = open()
      stream.expect(texts.length - 1)
      let rest = Buffer.from(texts.join(MARK))
      for (const size of sizes) {
        stream.push(rest.subarray(0, size))
        rest = rest.subarray(size)
      }
      stream.push(rest)
      const seen = texts.map((_, index) => {
        expect(stream.isAtMark()).toBe(index < texts.length - 1)
        if (index === texts.length - 1) stream.flush()
        const text = take()
        stream.pass()
        return text
      })
      expect(seen).toEqual(texts)
    },
  )
  fc.assert(property)
})

it('knows how many invocations have begun that nobody has asked for yet', () => {
  const { stream, marks } = open()
  stream.expect(3)
  stream.push(Buffer.from(`one${MARK}two${MARK}three`))
  expect([stream.marksAhead(), marks()]).toEqual([2, 1])
  stream.pass()
  expect([stream.marksAhead(), marks()]).toEqual([1, 2])
})

it('goes on at once behind a mark that was passed before it came', () => {
  const { stream, take } = open()
  stream.expect(1)
  stream.pass()
  expect(stream.marksAhead()).toBe(-1)
  stream.push(Buffer.from(`late${MARK}next`))
  expect([take(), stream.marksAhead()]).toEqual(['latenext', 0])
})

it('takes what looks like a mark for output where none is expected', () => {
  const { stream, take } = open()
  stream.push(Buffer.from(`a${MARK}b`))
  expect(take()).toBe(`a${MARK}b`)
})
