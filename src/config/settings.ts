import { type ApiRoutes, NO_ROUTES } from '../domain/api-route/api-routes.ts'
import { LOG_LEVELS, type LogLevel } from '../platform/logger.ts'
import { type AccessKey, parseAccessKeys, readAccessKeys } from './access-keys.ts'
import { readRoutes } from './routes-file.ts'
import {
  anyText,
  defaultEnvironments,
  type InspectedFunction,
  numberFrom,
  oneOf,
  parseEndpoint,
  parseInspected,
  zeroOrOne,
} from './setting-parsers.ts'

export type Config = {
  readonly port: number
  readonly host: string
  readonly data: string
  readonly account: string
  readonly functions: string | undefined
  readonly inspect: InspectedFunction | undefined
  readonly endpointS3: string | undefined
  readonly s3AccessKeyId: string | undefined
  readonly s3SecretAccessKey: string | undefined
  readonly s3SessionToken: string | undefined
  readonly allowedHosts: readonly string[]
  readonly clock: 'system' | 'manual'
  readonly logLevel: LogLevel
  readonly awsSources: 'refuse' | 'allow'
  readonly quotas: 'unlimited' | 'aws'
  readonly retentionHours: number
  readonly retentionMb: number
  readonly policies: 'report' | 'enforce'
  readonly reset: boolean
  readonly maxEnvironments: number
  readonly concurrency: number
  readonly routes: ApiRoutes
  readonly freeze: boolean
  readonly auth: 'none' | 'sigv4'
  readonly keys: readonly AccessKey[]
  readonly keysFile: readonly AccessKey[]
}

export type Setting<Value> = {
  /** One sentence for docs/configuration.md. */
  readonly about: string
  readonly takes: string
  readonly fallback: string
  /** @returns `undefined` when the text is not one of what it takes. */
  readonly parse: (text: string) => Value | undefined
}

/** Every setting there is, in the order of docs/configuration.md. */
export const SETTINGS: { readonly [Name in keyof Config]: Setting<Config[Name]> } = {
  port: {
    about: 'The port for everything: APIs, admin, health.',
    takes: '0 to 65535; 0 takes any free port',
    fallback: '4566',
    parse: numberFrom(0, 65_535),
  },
  host: {
    about:
      'The address to listen on. Anything but a loopback address lets others in; see `BUSBAR_AUTH`.',
    takes: 'an address',
    fallback: '127.0.0.1',
    parse: anyText,
  },
  data: {
    about: 'Where everything is kept; `:memory:` keeps nothing after the server stops.',
    takes: 'a directory, or `:memory:`',
    fallback: '.busbar',
    parse: anyText,
  },
  account: {
    about: 'The account of requests whose access key is not itself a 12-digit account.',
    takes: '12 digits',
    fallback: '000000000000',
    parse: (text) => (/^\d{12}$/.test(text) ? text : undefined),
  },
  functions: {
    about:
      'A directory of handlers for development: each file or folder in it is a function by its name, reloaded when it changes.',
    takes: 'a directory',
    fallback: '',
    parse: (text) => text || undefined,
  },
  inspect: {
    about:
      'A Node.js function to debug: it runs in one environment, under the inspector on 127.0.0.1, and its time-outs are suspended.',
    takes: 'a function name, and after a colon a port (9229 without one)',
    fallback: '',
    parse: parseInspected,
  },
  endpointS3: {
    about:
      'Where `S3Bucket` and `S3Key` of functions and layers are fetched from; without it they are refused. `AWS_ENDPOINT_URL` does not count: it points here in many shells.',
    takes: 'a URL, or `aws` for the S3 of the region that the request names',
    fallback: '',
    parse: parseEndpoint,
  },
  s3AccessKeyId: {
    about:
      "The access key for that S3. Without one, requests carry the caller's account as access key, as emulators expect; `aws` needs one. The variables `AWS_*` are never read.",
    takes: 'an access key id',
    fallback: '',
    parse: (text) => text || undefined,
  },
  s3SecretAccessKey: {
    about: 'The secret of that access key.',
    takes: 'a secret access key',
    fallback: '',
    parse: (text) => text || undefined,
  },
  s3SessionToken: {
    about: 'The session token of that access key, when it is a temporary one.',
    takes: 'a session token',
    fallback: '',
    parse: (text) => text || undefined,
  },
  allowedHosts: {
    about:
      'More `Host` names to answer to, besides localhost, `*.localhost`, loopback addresses, host.docker.internal and busbar.',
    takes: 'names, separated by commas',
    fallback: '',
    parse: (text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
  },
  clock: {
    about:
      'Whether schedules, retries and ages go by the real time, or stand still until `/_busbar/clock` moves them.',
    takes: '`system` or `manual`',
    fallback: 'system',
    parse: oneOf('system', 'manual'),
  },
  logLevel: {
    about: 'How much the server says about itself, as JSON lines on standard error.',
    takes: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
    fallback: 'info',
    parse: oneOf(...LOG_LEVELS),
  },
  awsSources: {
    about:
      'Whether PutEvents takes events whose source begins with `aws.`, which AWS keeps to itself.',
    takes: '`refuse` or `allow`',
    fallback: 'refuse',
    parse: oneOf('refuse', 'allow'),
  },
  quotas: {
    about: "Whether AWS's default quotas on sizes apply, such as 300 rules on a bus.",
    takes: '`unlimited` or `aws`',
    fallback: 'unlimited',
    parse: oneOf('unlimited', 'aws'),
  },
  retentionHours: {
    about: 'For how long events, their matches and attempts are kept; pending work keeps its own.',
    takes: '1 to 8760',
    fallback: '24',
    parse: numberFrom(1, 8_760),
  },
  retentionMb: {
    about:
      'How many MiB of events are kept at most; the oldest go first, pending work keeps its own.',
    takes: '1 to 1048576',
    fallback: '1024',
    parse: numberFrom(1, 1_048_576),
  },
  policies: {
    about:
      "What becomes of a rule whose function has no permission for it in its policy: `report` runs the function and lists it at `/_busbar/doctor`, `enforce` fails the delivery as AWS does. What another account may do is always a policy's to say.",
    takes: '`report` or `enforce`',
    fallback: 'report',
    parse: oneOf('report', 'enforce'),
  },
  reset: {
    about: 'Whether `POST /_busbar/reset` works on an address that is not loopback.',
    takes: '`0` or `1`',
    fallback: '0',
    parse: zeroOrOne,
  },
  maxEnvironments: {
    about: 'How many execution environments, each a process, there may be at once.',
    takes: '1 to 10000',
    fallback: String(defaultEnvironments()),
    parse: numberFrom(1, 10_000),
  },
  concurrency: {
    about:
      'How many executions of functions AWS would allow at once in each account and region: callers beyond it get 429, and asynchronous invocations wait.',
    takes: '1 to 1000000',
    fallback: '1000',
    parse: numberFrom(1, 1_000_000),
  },
  freeze: {
    about:
      'Whether the processes of an execution environment stand still between two invocations, as on AWS, so that nothing goes on in the background.',
    takes: '`0` or `1`',
    fallback: '0',
    parse: zeroOrOne,
  },
  routes: {
    about:
      'A file with routes of HTTP requests to functions, as API Gateway has them; see [operating.md](operating.md).',
    takes: 'a file',
    fallback: '',
    parse: (path) => (path === '' ? NO_ROUTES : readRoutes(path)),
  },
  auth: {
    about:
      'How callers are checked: `none` takes credentials on trust, and reads only the account and the region from them, at routes and function URLs with `AWS_IAM` too; `sigv4` wants every request to an API or to `/_busbar` signed with one of the keys.',
    takes: '`none` or `sigv4`',
    fallback: 'none',
    parse: oneOf('none', 'sigv4'),
  },
  keys: {
    about:
      "Keys to sign with. A key without an account opens `BUSBAR_ACCOUNT`'s resources, or those of the account that it is itself. Processes of the same user can read variables and flags: `BUSBAR_KEYS_FILE` keeps secrets better.",
    takes: '`ID:SECRET` or `ID:SECRET:ACCOUNT`, separated by commas',
    fallback: '',
    parse: parseAccessKeys,
  },
  keysFile: {
    about:
      'A file with more keys, one a line; `#` begins a comment. Nobody but its owner may be able to read it (`chmod 600`).',
    takes: 'a file',
    fallback: '',
    parse: (path) => (path === '' ? [] : readAccessKeys(path)),
  },
}

export function variableOf(name: keyof Config): string {
  return `BUSBAR_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

export function flagOf(name: keyof Config): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
