import { allOperations } from '../../src/operations/all-operations.ts'
import {
  type CompatibilityRow,
  compatibilityRows,
} from '../../src/operations/compatibility-rows.ts'
import { loadAll } from '../../src/operations/listed-operation.ts'
import { LAMBDA_ROUTES, unsupportedText } from '../../src/protocol/lambda-routes.ts'
import { GENERATED, markdownTable } from './markdown-table.ts'

const SERVICE_NAMES = {
  events: 'EventBridge',
  lambda: 'Lambda',
  logs: 'CloudWatch Logs',
  sts: 'STS',
}

export async function compatibilityDoc(): Promise<string> {
  const rows = compatibilityRows(await loadAll(allOperations))
  const sections = Object.entries(SERVICE_NAMES).map(([service, title]) => {
    const operations = allOperations.filter((operation) => operation.service === service)
    const table = operations.map(({ name }) =>
      rowOf(
        name,
        rows.filter((row) => row.service === service && row.operation === name),
      ),
    )
    const kept = rows.filter((row) => row.service === service && row.support.is === 'kept')
    return [
      `## ${title}`,
      markdownTable(['operation', 'acted on', 'kept for read-back', 'refused, by name'], table),
      ...keptTable(kept),
      ...(service === 'lambda' ? missingOperations() : []),
    ].join('\n\n')
  })
  return `# Compatibility

${GENERATED}

Every input field of an operation is one of three things. **Acted on**: busbar behaves by it. **Kept for read-back**: stored
and returned, where AWS does nothing with it that could be seen here; the reason is given. **Refused**: an error names the
field and says that busbar does not support it yet. Where only a value at its default is taken (as tools send it), any other is
refused by name. An operation that is not listed is answered with \`UnknownOperationException\`, naming it.

${sections.join('\n\n')}
`
}

function rowOf(operation: string, rows: readonly CompatibilityRow[]): string[] {
  const fields = (is: CompatibilityRow['support']['is']) =>
    rows
      .filter(({ support }) => support.is === is)
      .map(({ field }) => `\`${field}\``)
      .join(', ')
  return [`**${operation}**`, fields('acted'), fields('kept'), fields('refused')]
}

/** Every operation of Lambda's API that busbar knows by its path alone. */
function missingOperations(): string[] {
  const present = new Set(
    allOperations.filter(({ service }) => service === 'lambda').map(({ name }) => name),
  )
  const rows = LAMBDA_ROUTES.filter(({ operation }) => !present.has(operation))
    .toSorted((one, other) => (one.operation < other.operation ? -1 : 1))
    .map(({ operation, method, segments }) => [
      `**${operation}**`,
      `\`${method} /${segments.join('/')}\``,
      `404 \`UnknownOperationException\`: ${unsupportedText(operation)}`,
    ])
  return [
    'These operations of Lambda are not supported. Each is answered with an error that names it:',
    markdownTable(['operation', 'request', 'answer'], rows),
  ]
}

function keptTable(rows: readonly CompatibilityRow[]): string[] {
  if (rows.length === 0) return []
  const reasons = rows.map(({ operation, field, support }) => [
    operation,
    `\`${field}\``,
    support.is === 'kept' ? support.why : '',
  ])
  return [markdownTable(['operation', 'kept', 'because'], reasons)]
}
