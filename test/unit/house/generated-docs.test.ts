import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generatedDocs } from '../../../scripts/docs/generated-docs.ts'

it.each(Object.entries(await generatedDocs()))('%s says what the code does', (path, text) => {
  // `npm run docs` writes them anew.
  expect(readFileSync(path, 'utf8')).toBe(text)
})
