import { type Config, flagOf, SETTINGS, variableOf } from '../../src/config/settings.ts'
import { GENERATED, markdownTable } from './markdown-table.ts'

/** Depends on the machine that writes the document. */
const MACHINE_DEFAULTS: Partial<Record<keyof Config, string>> = {
  maxEnvironments: '4 for each core, within half of the memory',
}

export function configurationDoc(): string {
  const names = Object.keys(SETTINGS) as (keyof Config)[]
  const rows = names.map((name) => {
    const { about, takes, fallback } = SETTINGS[name]
    const shown = MACHINE_DEFAULTS[name] ?? (fallback === '' ? 'none' : `\`${fallback}\``)
    return [`\`${variableOf(name)}\``, `\`${flagOf(name)}\``, takes, shown, about]
  })
  return `# Configuration

${GENERATED}

A flag (\`npm start -- --port 4570\`) wins over an environment variable, that over the file which \`--config\` or
\`BUSBAR_CONFIG\` names (a JSON object: \`{"port": 4570}\`, with the names of the flags in camel case), and that over the
default. A name that is none of these, or a value that a setting does not take, ends the start with one line that says so.

${markdownTable(['variable', 'flag', 'takes', 'default', 'what it does'], rows)}
`
}
