import { writeFileSync } from 'node:fs'
import { generatedDocs } from './docs/generated-docs.ts'

for (const [path, text] of Object.entries(await generatedDocs())) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
