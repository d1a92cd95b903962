import { readFileSync } from 'node:fs'

const DEFAULT_FUNCTION = 'handler'
/** What AWS's own examples call it. */
const USUAL_FUNCTION = 'lambda_handler'

/** The handler of a module: `lambda_handler` when its file defines one, else `handler`. */
export function pythonHandler(file: string, module: string): string {
  const definesUsual = new RegExp(`^(async )?(def )?${USUAL_FUNCTION}\\b`, 'm')
  return `${module}.${definesUsual.test(readFileSync(file, 'utf8')) ? USUAL_FUNCTION : DEFAULT_FUNCTION}`
}
