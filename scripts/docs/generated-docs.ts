import { compatibilityDoc } from './compatibility-doc.ts'
import { configurationDoc } from './configuration-doc.ts'
import { errorsDoc } from './errors-doc.ts'

/** The documents that the code writes, by path; a test compares them with the files. */
export async function generatedDocs(): Promise<Record<string, string>> {
  return {
    'docs/compatibility.md': await compatibilityDoc(),
    'docs/configuration.md': configurationDoc(),
    'docs/errors.md': errorsDoc(),
  }
}
