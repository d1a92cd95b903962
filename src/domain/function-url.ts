import type { Millis } from './scope.ts'

/** The web address of a function or of an alias of it. */
export type FunctionUrlConfig = {
  /** The first label of the host name: 32 lower-case letters and digits. */
  readonly id: string
  readonly authType: FunctionUrlAuthType
  readonly invokeMode: InvokeMode
  readonly cors?: Cors
  readonly createdAt: Millis
  readonly lastModifiedAt: Millis
}

export type FunctionUrlAuthType = 'NONE' | 'AWS_IAM'
export type InvokeMode = 'BUFFERED' | 'RESPONSE_STREAM'

/** What web pages of other origins may do; what is missing allows nothing. */
export type Cors = {
  readonly allowCredentials?: boolean
  readonly allowHeaders?: readonly string[]
  readonly allowMethods?: readonly string[]
  readonly allowOrigins?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  readonly maxAgeSeconds?: number
}

/** The name that a URL has of its own, without a port; `localhost` stands where AWS has `on.aws`. */
export function functionUrlHost(id: string, region: string): string {
  return `${id}.lambda-url.${region}.localhost`
}
