/**
 * Compiles a pattern of AWS's service model, which the whole value must match. Patterns are written by us,
 * in the schemas; none ever comes from a caller.
 */
export const wholeMatch = Object.assign(
  (pattern: string): RegExp => {
    const whole = `^(?:${pattern})$`
    try {
      return new RegExp(whole, 'u')
    } catch {
      // Java allows escapes that JavaScript only takes outside its Unicode mode, such as `\-`.
      return new RegExp(whole)
    }
  },
  // What ajv would print into standalone code; never used.
  { code: 'wholeMatch' },
)
