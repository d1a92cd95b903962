import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Config, SETTINGS, variableOf } from '../../../src/config/settings.ts'
import { readConfig } from '../../../src/config.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

type Instruction = { readonly name: string; readonly rest: string }

function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split(' ')
      return { name, rest: rest.join(' ') }
    })
}

const instructions = parseDockerfile(read('Dockerfile'))
const all = (name: string) => instructions.flatMap((one) => (one.name === name ? [one.rest] : []))

type Service = {
  readonly image?: string
  readonly ports?: readonly string[]
  readonly profiles?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  readonly healthcheck: { readonly test: readonly string[] }
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>
  readonly command: readonly string[]
}
type Compose = {
  readonly services: { readonly busbar: Service; readonly producer: Service }
  readonly volumes: Readonly<Record<string, unknown>>
}
const compose: Compose = parse(read('docker-compose.yml'))
const { busbar, producer } = compose.services

const imageEnvironment = Object.fromEntries(
  all('ENV')
    .flatMap((rest) => rest.split(' '))
    .map((pair) => pair.split('=')),
)
const busbarSettings = (environment: object) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('BUSBAR_')))

const defaultPort = Number(SETTINGS.port.fallback)
const variables = (Object.keys(SETTINGS) as (keyof Config)[]).map(variableOf)

describe('the Dockerfile', () => {
  it('uses instructions that exist', () => {
    const known = 'CMD COPY ENV EXPOSE FROM HEALTHCHECK RUN USER VOLUME WORKDIR'.split(' ')
    expect([...new Set(instructions.map(({ name }) => name))].sort()).toEqual(known)
  })

  it('starts from the major version of Node that busbar brings along', () => {
    const { devDependencies } = JSON.parse(read('package.json'))
    const [major] = devDependencies.node.split('.')
    expect(all('FROM')).toEqual([`node:${major}-slim`])
    expect(producer.image).toBe(`node:${major}-slim`)
  })

  it('copies only what there is, and what .dockerignore lets through', () => {
    const sources = all('COPY').flatMap((rest) => rest.split(' ').slice(0, -1))
    expect(sources).toContain('src')
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([])

    const [everything, ...allowed] = read('.dockerignore').trim().split('\n').slice(1)
    expect(everything).toBe('*')
    expect(allowed.sort()).toEqual(sources.map((source) => `!${source}`).sort())
  })

  it('starts the file that npm start starts', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const command: string[] = JSON.parse(all('CMD').at(-1) ?? '[]')
    expect(scripts.start).toBe(`exec ${command.join(' ')}`)
  })

  it('installs without what only development needs', () => {
    expect(all('RUN')).toContain('npm ci --omit=dev && npm cache clean --force')
  })

  it('does not run as root, and owns its data', () => {
    expect(all('USER')).toEqual(['node'])
    expect(all('VOLUME')).toEqual(['/data'])
    expect(all('RUN').join()).toContain('chown node:node /data')
  })

  it('gives settings that busbar takes', () => {
    const { host, data, port } = readConfig([], busbarSettings(imageEnvironment))
    expect({ host, data, port }).toEqual({ host: '0.0.0.0', data: '/data', port: defaultPort })
    expect(all('EXPOSE')).toEqual([String(port)])
  })

  it('asks for health where the server answers', () => {
    const [check = ''] = all('HEALTHCHECK')
    expect(check).toContain(`http://127.0.0.1:${defaultPort}/_busbar/health`)
    expect(JSON.parse(check.slice(check.indexOf('[')))).toEqual(['node', '-e', expect.any(String)])
  })

  it.each([
    ['of the image', healthCheckOfImage()],
    ['of the compose file', busbar.healthcheck.test.at(-1) ?? ''],
  ])('has a health check %s that fails without a server', (_where, script) => {
    // Port 9 (discard): fetch itself refuses to go there.
    const { status, stderr } = spawnSync(
      process.execPath,
      ['-e', script.replace(String(defaultPort), '9')],
      { encoding: 'utf8' },
    )
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  })
})

function healthCheckOfImage(): string {
  const [check = ''] = all('HEALTHCHECK')
  const command: string[] = JSON.parse(check.slice(check.indexOf('[')))
  return command.at(-1) ?? ''
}

describe('the compose file', () => {
  it('gives settings that busbar takes', () => {
    const settings = busbarSettings(busbar.environment)
    expect(Object.keys(settings).filter((name) => !variables.includes(name))).toEqual([])
    expect(readConfig([], settings).functions).toBe('/handlers')
  })

  it('publishes the port to this machine only', () => {
    expect(busbar.ports).toEqual([`127.0.0.1:${defaultPort}:${defaultPort}`])
  })

  it('keeps the data in a volume of its own', () => {
    expect(busbar.volumes).toContain('busbar-data:/data')
    expect(Object.keys(compose.volumes)).toEqual(['busbar-data'])
  })

  it('mounts folders that there are, read-only', () => {
    const mounts = [...busbar.volumes, ...producer.volumes].filter((one) => one.startsWith('./'))
    const missing = mounts.filter((mount) => !existsSync(join(root, mount.split(':')[0] ?? '')))
    expect(missing).toEqual([])
    expect(mounts.every((mount) => mount.endsWith(':ro'))).toBe(true)
  })

  it('has a producer in a profile of its own, which waits for a healthy busbar', () => {
    expect(producer.profiles).toEqual(['example'])
    expect(producer.depends_on).toEqual({ busbar: { condition: 'service_healthy' } })
    expect(producer.environment).toEqual({ BUSBAR_URL: `http://busbar:${defaultPort}` })
    expect(existsSync(join(root, 'examples', producer.command.at(-1) ?? ''))).toBe(true)
  })

  it('is one that docker-compose understands', ({ skip }) => {
    const hasCompose = spawnSync('docker-compose', ['version'], { stdio: 'ignore' }).status === 0
    skip(!hasCompose, 'docker-compose is not installed')

    const { status, stderr } = spawnSync(
      'docker-compose',
      ['-f', join(root, 'docker-compose.yml'), '--profile', 'example', 'config', '--quiet'],
      { encoding: 'utf8' },
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
