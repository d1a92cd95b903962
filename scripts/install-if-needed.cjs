// Installs the dependencies when they are missing or not those of package-lock.json, so that
// `npm start` and `npm test` work on a fresh clone. It runs before anything is installed, on
// whatever Node the machine has (20 or later): CommonJS, and nothing but Node's own modules.
const { spawn } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const TELL_EVERY_MS = 5_000
const WAIT_STEP_MS = 250
const LINES_OF_A_FAILURE = 20

/** Whether node_modules holds what package-lock.json asks for, whichever npm command put it there. */
function isFresh(root) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'))
  // npm writes this file last, so an interrupted installation has none.
  const installed = packagesOf(path.join(root, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || installed === undefined) return false
  if (!fs.existsSync(path.join(root, 'node_modules', '.bin', 'node'))) return false

  return (
    Object.entries(wanted).every(([at, entry]) => at === '' || isThere(entry, installed[at])) &&
    Object.entries(installed).every(([at, entry]) => at in wanted || entry.extraneous === true)
  )
}

// Contents decide, not times: a checkout touches files that it does not change, and can bring back
// an older lockfile. Packages for other platforms are optional and stay out.
function isThere(wanted, found) {
  if (found === undefined) return wanted.optional === true
  return wanted.version === found.version && wanted.integrity === found.integrity
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(fs.readFileSync(lockfile, 'utf8')).packages
  } catch {
    return undefined // Missing or damaged: npm says what is wrong with it.
  }
}

async function main(root) {
  if (isFresh(root)) return 0

  const release = await takeLock(root)
  try {
    if (isFresh(root)) return 0 // Another run has just done it.
    return await install(root)
  } finally {
    release()
  }
}

function install(root) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1_000)
  tell('installing the dependencies (npm ci), which takes about half a minute …')
  const progress = setInterval(() => tell(`still installing after ${seconds()} s …`), TELL_EVERY_MS)

  return new Promise((resolve) => {
    let output = ''
    const npm = startNpm(root, ['ci', '--include=dev', '--no-audit', '--no-fund'])
    const stop = (signal) => npm.kill(signal)
    const keep = (chunk) => {
      output += chunk
    }
    npm.stdout.on('data', keep)
    npm.stderr.on('data', keep)
    process.once('SIGINT', stop).once('SIGTERM', stop)

    const end = (code, problem) => {
      clearInterval(progress)
      if (code === 0) tell(`installed in ${seconds()} s.`)
      else tell(failure(output, problem))
      resolve(code)
    }
    npm.on('error', (error) => end(1, `npm could not be started: ${error.message}`))
    npm.on('close', (code, signal) =>
      end(code ?? 1, `npm ci ended with ${signal ?? `code ${code}`}`),
    )
  })
}

function startNpm(root, args) {
  // `npm test` in a stale tree runs this file on the Node of node_modules, which npm ci is about to
  // delete; npm's own Node, and a PATH without that folder, outlive it.
  const node = process.env.npm_node_execpath ?? process.execPath
  const inTree = path.join(root, 'node_modules') + path.sep
  const PATH = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !(folder + path.sep).startsWith(inTree))
    .join(path.delimiter)
  const options = { cwd: root, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] }

  const cli = process.env.npm_execpath
  if (cli !== undefined && path.basename(cli) === 'npm-cli.js') {
    return spawn(node, [cli, ...args], options)
  }
  return spawn('npm', args, { ...options, shell: process.platform === 'win32' })
}

function failure(output, problem) {
  // npm gives the reason first, then often its whole manual, and last the name of its log.
  const all = output.trimEnd().split('\n')
  const lines = all.slice(0, LINES_OF_A_FAILURE)
  if (all.length > lines.length) lines.push('…', ...all.slice(-1))
  return [
    'the dependencies could not be installed. npm said:',
    ...lines.map((line) => `  ${line}`),
    `${problem}. Run "npm ci" to see it all, then start again.`,
  ].join('\n')
}

/** Two runs at once would delete each other's files: the second waits, then finds the work done. */
async function takeLock(root) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const file = path.join(os.tmpdir(), `busbar-install-${name}.pid`)
  let told = false
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => fs.rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = readPid(file)
    if (holder !== undefined && !isAlive(holder)) fs.rmSync(file, { force: true })
    else if (!told) tell(`waiting for another installation (process ${holder}) to end …`)
    told = true
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS))
  }
}

function readPid(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined // Released since.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// Standard error: standard output belongs to the server that starts next.
function tell(text) {
  process.stderr.write(`busbar: ${text}\n`)
}

module.exports = { isFresh }
if (require.main === module) {
  main(path.resolve(__dirname, '..')).then(
    (code) => {
      process.exitCode = code
    },
    (error) => {
      tell(`the dependencies could not be checked: ${error.message}`)
      process.exitCode = 1
    },
  )
}
