// Does what README.md's quick start tells a reader to do, in a copy of the project, and fails when
// something else comes out than the README shows. CONTRIBUTING.md describes the convention.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyProject } from './quickstart/copy-project.ts'
import { parseQuickstart } from './quickstart/parse-quickstart.ts'
import { runQuickstart } from './quickstart/run-quickstart.ts'

const root = join(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'busbar-quickstart-'))
const port = await freePort()

try {
  const blocks = parseQuickstart(readFileSync(join(root, 'README.md'), 'utf8'))
  const { ran, skipped, failures } = await runQuickstart(blocks, {
    home,
    copyProject: (folder) => copyProject(root, folder),
    port,
    env: environment(),
    say: (line) => console.log(line),
  })
  for (const failure of failures) console.error(`FAILED: ${failure}`)
  console.log(`quick start: ${ran} commands ran, ${skipped} skipped, ${failures.length} failed`)
  process.exitCode = failures.length === 0 ? 0 : 1
} finally {
  rmSync(home, { recursive: true, force: true })
}

// A newcomer's: no settings of this machine for busbar, AWS or the npm run that this may be part of.
function environment() {
  const ofThisMachine = /^(BUSBAR_|AWS_|npm_)/
  const rest = Object.entries(process.env).filter(([name]) => !ofThisMachine.test(name))
  return {
    ...Object.fromEntries(rest),
    BUSBAR_PORT: String(port),
    BUSBAR_DATA: join(home, 'data'),
    AWS_CONFIG_FILE: join(home, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
