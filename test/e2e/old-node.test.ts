import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment, ROOT, temporaryDirectory } from '../support/process-server.ts'

const GUARD = join(ROOT, 'src/require-node.cjs')

/** Runs the guard in a process that takes itself for another version of Node. */
async function runAs(version: string) {
  await using directory = await temporaryDirectory()
  const { writeFile } = await import('node:fs/promises')
  const disguise = join(directory.path, 'disguise.cjs')
  const versions = `{ ...process.versions, node: '${version}' }`
  await writeFile(disguise, `Object.defineProperty(process, 'versions', { value: ${versions} })`)
  const args = ['--require', disguise, '--require', GUARD, '--eval', 'console.log("started")']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: cleanEnvironment(),
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('a Node that cannot run busbar', () => {
  it.each(['18.20.8', '20.19.0', '22.17.1', '23.5.0'])(
    'is told so in one line: %s',
    async (node) => {
      expect(await runAs(node)).toEqual({
        status: 1,
        stdout: '',
        stderr: `busbar needs Node 22.18 or later and this is ${node}; "npm start" brings its own.\n`,
      })
    },
  )

  it.each(['22.18.0', '23.6.0', '24.0.0', '26.1.0'])('is not %s', async (node) => {
    expect(await runAs(node)).toEqual({ status: 0, stdout: 'started\n', stderr: '' })
  })

  it.each(['start', 'dev'])('is found out by npm run %s before it reads TypeScript', (name) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(scripts[name]).toContain(' --require ./src/require-node.cjs ')
  })
})
