import { compatibilityDoc } from './compatibility-doc.ts'
import { configurationDoc } from './configuration-doc.ts'
import { errorsDoc } from './errors-doc.ts'

/** The documents that the code writes, by path; a test compares them with the files. */
export function generatedDocs(): Record<string, string> {
  return {
    'docs/compatibility.md': compatibilityDoc(),
    'docs/configuration.md': configurationDoc(),
    'docs/errors.md': errorsDoc(),
  }
}
