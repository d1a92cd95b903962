import ts from 'typescript'

export type AmbientUse = { readonly file: string; readonly line: number; readonly what: string }

/** Time, chance, the environment and the console come in here, and are arguments everywhere else. */
const DOORS = /^src\/(platform\/|execution\/bootstrap\/|(config|main)\.ts$)/

const TIMERS = new Set(['setTimeout', 'setInterval'])
const MEMBERS = new Set(['Date.now', 'Math.random', 'process.env'])

/**
 * Finds where a module reaches for the clock, chance, the environment or the console by itself. It reads
 * the syntax tree, since a comment may well say `Date.now()`.
 */
export function findAmbientUses(file: string, text: string): AmbientUse[] {
  if (DOORS.test(file)) return []

  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const uses: AmbientUse[] = []
  const visit = (node: ts.Node): void => {
    const what = ambientUse(node, source)
    if (what !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      uses.push({ file, line: line + 1, what })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return uses
}

function ambientUse(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date')) {
    return (node.arguments ?? []).length === 0 ? 'new Date()' : undefined
  }
  if (ts.isPropertyAccessExpression(node)) {
    const member = `${node.expression.getText(source)}.${node.name.text}`
    if (isNamed(node.expression, 'console') || MEMBERS.has(member)) return member
    if (node.name.text === 'randomUUID') return 'randomUUID'
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    if (TIMERS.has(node.expression.text)) return `${node.expression.text}()`
  }
  if (ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'randomUUID') {
    return 'randomUUID'
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const from = node.moduleSpecifier.text
    if (/^(node:)?timers(\/promises)?$/.test(from)) return from
  }
  return undefined
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}
