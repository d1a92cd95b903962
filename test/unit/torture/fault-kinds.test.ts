import { describe, expect, it } from 'vitest'
import { chooseFaultKinds } from '../../support/execution/fault-kinds.ts'

const KINDS = ['Node.js: loop', 'Node.js: exit', 'Node.js: exit with a code', 'Python: loop']
const kinds = KINDS.map((name) => ({ name }))
const chosen = (names?: string) => chooseFaultKinds(kinds, names).map(({ name }) => name)

describe('the faults that are chosen by name', () => {
  it('are all when no name is given', () => expect(chosen()).toEqual(KINDS))

  it.each([
    ['loop', ['Node.js: loop', 'Python: loop']],
    ['python-loop', ['Python: loop']],
    ['exit', ['Node.js: exit']],
    ['python-loop,exit-with-a-code', ['Node.js: exit with a code', 'Python: loop']],
  ])('are of every runtime, or of the one that is named (%s)', (names, expected) => {
    expect(chosen(names)).toEqual(expected)
  })

  it.each(['lop', 'loop,', 'exit,lop'])('must exist (%s)', (names) => {
    expect(() => chosen(names)).toThrow('there are node.js-loop, node.js-exit')
  })
})
