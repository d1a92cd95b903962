import { describe, expect, it } from 'vitest'
import { compileInput } from '../../../../src/domain/input/target-input.ts'

describe('compiling the input of a target', () => {
  it('cuts a template at its placeholders', () => {
    const inputTransformer = {
      inputPathsMap: { a: '$.detail.a' },
      inputTemplate: ' {"k": <a>, "l": "x <a>"} ',
    }
    expect(compileInput({ id: 't', inputTransformer })).toEqual({
      kind: 'transformer',
      paths: new Map([
        [
          'a',
          [
            { kind: 'key', key: 'detail' },
            { kind: 'key', key: 'a' },
          ],
        ],
      ]),
      template: {
        mode: 'json',
        parts: [
          '{"k": ',
          { name: 'a', isInString: false, isInKey: false },
          ', "l": "x ',
          { name: 'a', isInString: true, isInKey: false },
          '"}',
        ],
      },
    })
  })

  it('accepts paths that the template does not use', () => {
    const inputTransformer = { inputPathsMap: { unused: '$.id' }, inputTemplate: '{}' }
    expect(compileInput({ id: 't', inputTransformer })).toMatchObject({ kind: 'transformer' })
  })

  it.each(['{"k": ', '<a> is up', '"open', '{"k": "<a>" x}'])(
    'accepts the template %s, though it never gives JSON',
    (inputTemplate) => {
      const inputTransformer = { inputPathsMap: { a: '$.id' }, inputTemplate }
      expect(() => compileInput({ id: 't', inputTransformer })).not.toThrow()
    },
  )

  it.each(['null', '0', '"text"', ' [1, 2]\n', '{"a":{}}'])('accepts the constant %j', (input) => {
    expect(compileInput({ id: 't', input })).toEqual({ kind: 'constant', text: input })
  })

  it('treats a colon after a string of a string template as text', () => {
    const inputTransformer = { inputPathsMap: { a: '$.id' }, inputTemplate: '"<a>": "<a>"' }
    expect(() => compileInput({ id: 't', inputTransformer })).not.toThrow()
  })
})
