import { describe, expect, it } from 'vitest'
import {
  createPythonInterpreters,
  missingPython,
} from '../../../src/execution/runtimes/python-interpreters.ts'

/** A machine that has these commands, with what each prints when it is asked. */
function aMachine(commands: Record<string, string>) {
  const asked: string[] = []
  const interpreters = createPythonInterpreters(async (command) => {
    asked.push(command)
    const output = commands[command]
    if (output === undefined) throw new Error('ENOENT')
    return output
  })
  return { asked, interpreters, commands }
}

describe('the interpreter of a Python runtime', () => {
  it('is the one of its version', async () => {
    const { interpreters } = aMachine({
      'python3.12': '/opt/py/bin/python3.12\n3.12.4\n',
      python3: '/usr/bin/python3\n3.11.2\n',
    })
    const found = await interpreters.find('python3.12')
    expect(found).toEqual({ path: '/opt/py/bin/python3.12', version: '3.12.4' })
  })

  it('is python3 where that version is missing, or does not work', async () => {
    const { interpreters } = aMachine({ 'python3.9': '', python3: '/usr/bin/python3\n3.11.2\n' })
    const found = { path: '/usr/bin/python3', version: '3.11.2' }
    expect(await interpreters.find('python3.9')).toEqual(found)
    expect(await interpreters.find('python3.13')).toEqual(found)
  })

  it.each([
    ['there is none', {}],
    ['it is too old', { python3: '/usr/bin/python3\n3.7.17\n' }],
    ['it is another language', { python3: '/usr/bin/python3\n2.7.18\n' }],
    ['it prints something else', { python3: 'Hello' }],
  ])('is missing when %s', async (_why, commands) => {
    expect(await aMachine(commands).interpreters.find('python3.13')).toBeUndefined()
  })

  it('is looked for once when it is there, and again when it was not', async () => {
    const { interpreters, asked, commands } = aMachine({})
    await interpreters.find('python3.13')
    commands['python3.13'] = '/usr/bin/python3.13\n3.13.1\n'
    await interpreters.find('python3.13')
    await interpreters.find('python3.13')
    expect(asked).toEqual(['python3.13', 'python3', 'python3.13'])
  })

  it('is named, with what was looked for, when it is missing', () => {
    expect(missingPython('python3.13')).toBe(
      "Couldn't find an interpreter for python3.13: neither python3.13 nor python3 on the path of this server is Python 3.8 or later",
    )
  })
})
