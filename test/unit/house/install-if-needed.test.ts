import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

// The script is CommonJS, since it must run before anything is installed; it has no types.
const { isFresh }: { isFresh(root: string): boolean } = createRequire(import.meta.url)(
  '../../../scripts/install-if-needed.cjs',
)

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'busbar-install-'))
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(root, 'node_modules/.bin/node'), '')
})
afterEach(() => rmSync(root, { recursive: true }))

type Packages = Record<string, object>
const lock = (packages: Packages) =>
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
const installed = (packages: Packages) =>
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }))

const express = { version: '5.3.0', integrity: 'sha512-express' }
const yauzl = { version: '3.4.0', integrity: 'sha512-yauzl' }

describe('installed packages', () => {
  it('are fresh when they are those of the lockfile, whatever the times of the files', () => {
    lock({ '': { name: 'busbar' }, 'node_modules/express': express })
    installed({ 'node_modules/express': express })
    utimesSync(join(root, 'node_modules/.package-lock.json'), 0, 0)

    expect(isFresh(root)).toBe(true)
  })

  it('may lack optional packages, which are for other platforms', () => {
    lock({ 'node_modules/express': express, 'node_modules/x': { ...yauzl, optional: true } })
    installed({ 'node_modules/express': express })

    expect(isFresh(root)).toBe(true)
  })

  it('may include what somebody tried out without saving it', () => {
    lock({ 'node_modules/express': express })
    installed({ 'node_modules/express': express, 'node_modules/x': { extraneous: true } })

    expect(isFresh(root)).toBe(true)
  })

  it.each([
    ['a package is missing', { 'node_modules/express': express }],
    [
      'a version is another one',
      { 'node_modules/express': express, 'node_modules/yauzl': { ...yauzl, version: '3.3.0' } },
    ],
    [
      'the contents are others',
      { 'node_modules/express': express, 'node_modules/yauzl': { ...yauzl, integrity: 'sha512' } },
    ],
    [
      'the lockfile has dropped a package',
      { 'node_modules/express': express, 'node_modules/yauzl': yauzl, 'node_modules/x': yauzl },
    ],
  ])('are stale when %s', (_when, packages) => {
    lock({ '': {}, 'node_modules/express': express, 'node_modules/yauzl': yauzl })
    installed(packages)

    expect(isFresh(root)).toBe(false)
  })

  it('are stale when the last installation did not end', () => {
    lock({ 'node_modules/express': express })

    expect(isFresh(root)).toBe(false)
  })

  it('are stale when the Node that busbar brings along is not there', () => {
    lock({})
    installed({})
    rmSync(join(root, 'node_modules/.bin/node'))

    expect(isFresh(root)).toBe(false)
  })
})
