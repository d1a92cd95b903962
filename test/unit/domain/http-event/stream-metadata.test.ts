import { expect, it } from 'vitest'
import { splitMetadata } from '../../../../src/domain/http-event/stream-metadata.ts'

const END = '\0'.repeat(8)

it('ends the metadata of a stream at eight zero bytes', () => {
  const split = splitMetadata(Buffer.from(`{"a":1}${END}body${END}`))
  expect(split).toEqual({ metadata: '{"a":1}', rest: Buffer.from(`body${END}`) })
})

it('waits for metadata that have not come whole', () => {
  for (const text of ['', '{"a"', `{"a":1}${END.slice(1)}`]) {
    expect(splitMetadata(Buffer.from(text))).toBe('incomplete')
  }
})

it('does not wait for ever', () => {
  expect(splitMetadata(Buffer.alloc(1_048_577, 'x'))).toBe('too-large')
})
