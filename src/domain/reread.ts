import { Fault } from './faults.ts'

/**
 * Reads a text that was accepted once and stored. A later version of its parser may refuse it, which is nobody's
 * fault now: whoever stored it has to be told, and all else has to go on.
 */
export function reread<Value>(
  parse: (text: string) => Value,
  text: string | undefined,
): { readonly value?: Value; readonly refusal?: string } {
  if (text === undefined) return {}
  try {
    return { value: parse(text) }
  } catch (error) {
    if (error instanceof Fault) return { refusal: error.message }
    throw error
  }
}
