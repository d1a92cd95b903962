import { WIRE_ERRORS } from '../../src/protocol/wire-errors.ts'
import { GENERATED, markdownTable } from './markdown-table.ts'

export function errorsDoc(): string {
  const services = Object.keys(WIRE_ERRORS) as (keyof typeof WIRE_ERRORS)[]
  const kinds = [
    ...new Set(services.flatMap((service) => Object.keys(WIRE_ERRORS[service]))),
  ].sort()
  const rows = kinds.map((kind) => [kind, ...services.map((service) => cell(service, kind))])
  return `# Errors

${GENERATED}

What goes wrong has one meaning inside busbar, and the code and HTTP status that the service asked gives to it. Messages are
AWS's where they are known. A field that busbar does not act on yet is \`not-supported\`: the message names it.

${markdownTable(['meaning', ...services], rows)}
`
}

function cell(service: keyof typeof WIRE_ERRORS, kind: string): string {
  const entry = Object.entries(WIRE_ERRORS[service]).find(([name]) => name === kind)?.[1]
  return entry ? `${entry.code} ${entry.status}` : ''
}
