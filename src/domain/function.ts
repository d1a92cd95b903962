import type { Alias } from './alias.ts'
import type { EventInvokeConfigs } from './event-invoke-config.ts'
import type { FunctionLogging } from './function-logging.ts'
import type { FunctionUrlConfig } from './function-url.ts'
import type { Millis } from './scope.ts'
import type { Tags } from './tags.ts'

export type FunctionState = 'Pending' | 'Active' | 'Inactive' | 'Failed'
export type LastUpdateStatus = 'Successful' | 'Failed' | 'InProgress'

/** What a function runs as: one version's code and configuration. */
export type FunctionConfiguration = {
  readonly functionName: string
  readonly version: string
  readonly runtime: string
  readonly handler: string
  readonly role: string
  readonly description: string
  readonly timeoutSeconds: number
  readonly memorySizeMb: number
  readonly environment?: Readonly<Record<string, string>>
  readonly architecture: 'x86_64' | 'arm64'
  readonly kmsKeyArn?: string
  /** @default text, into the group of its name; see loggingOf */
  readonly logging?: FunctionLogging
  readonly code: FunctionCode
  /** In the order in which they are laid over each other: a later one wins. */
  readonly layers?: readonly FunctionLayer[]
  readonly lastModifiedAt: Millis
  /** Changes with every change of the function, state transitions included. */
  readonly revisionId: string
  readonly state: FunctionState
  readonly stateReason?: string
  readonly stateReasonCode?: string
  readonly lastUpdateStatus?: LastUpdateStatus
  readonly lastUpdateStatusReason?: string
  readonly lastUpdateStatusReasonCode?: string
}

export type FunctionCode =
  | {
      readonly kind: 'zip'
      /** Hex SHA-256 of the zip; the key in the blob store. */
      readonly sha256: string
      readonly sizeBytes: number
    }
  | {
      /** A file or folder that a developer edits; never copied into the store. */
      readonly kind: 'directory'
      readonly path: string
    }
  | {
      /** A container that runs already. It brings its runtime: `runtime` and `handler` are empty. */
      readonly kind: 'image'
      readonly uri: string
    }

/** Of a layer: an archive, or a folder that a developer edits. */
export type LayerCode = Exclude<FunctionCode, { readonly kind: 'image' }>

/** A layer version as a function keeps it: the version may be deleted, what the function uses stays. */
export type FunctionLayer = {
  readonly arn: string
  readonly code: LayerCode
}

/** A function with all that belongs to it: one aggregate under one revision. */
export type LambdaFunction = {
  readonly latest: FunctionConfiguration
  readonly createdAt: Millis
  readonly tags: Tags
  /** Resource policies by qualifier; the unqualified function's under `''`. */
  readonly policies: Readonly<Record<string, ResourcePolicy>>
  /** The published versions that there are, by number. What each one froze is a document of its own. */
  readonly versions: Readonly<Record<string, PublishedVersion>>
  /** In the order of names. */
  readonly aliases: readonly Alias[]
  /** Web addresses by alias; the unqualified function's under `''`. */
  readonly urls?: Readonly<Record<string, FunctionUrlConfig>>
  /** The version that is what `$LATEST` is; absent once code or settings were deployed after it. */
  readonly publishedAs?: string
  /** When the runtime is brought up to date, by `$LATEST` or number; what is missing is `Auto`. */
  readonly runtimeManagement?: Readonly<Record<string, RuntimeManagement>>
  readonly codeSigningConfigArn?: string
  /** What becomes of a chain of invocations that comes back here too often. @default Terminate */
  readonly recursiveLoop?: 'Allow' | 'Terminate'
  /** What becomes of asynchronous invocations. */
  readonly eventInvokeConfigs?: EventInvokeConfigs
  /** How many executions of all its versions there may be at once; no other function uses them up. */
  readonly reservedConcurrency?: number
  /** Environments that are to be there before anybody calls, by version number or alias. */
  readonly provisionedConcurrency?: Readonly<Record<string, ProvisionedConcurrency>>
}

/** How many environments of a version are kept ready, as somebody asked for it. */
export type ProvisionedConcurrency = {
  readonly requested: number
  readonly lastModifiedAt: Millis
  /** Another one with every request, also with an equal one: what failed is tried again then. */
  readonly revisionId: string
}

export type RuntimeManagement = {
  readonly updateOn: 'Auto' | 'Manual' | 'FunctionUpdate'
  /** With `Manual`, the version of the runtime that it stays with. */
  readonly runtimeVersionArn?: string
}

/** What can change about a published version. */
export type PublishedVersion = {
  /** Changes with the version's policy. */
  readonly revisionId: string
}

/** The numbers of a function's versions; outlives the function, so that none is given out twice. */
export type VersionCounter = {
  readonly last: number
}

export type ResourcePolicy = {
  readonly revisionId: string
  /** Statements as AWS prints them, in the order in which they were added. */
  readonly statements: readonly Statement[]
}

/** For example `{"Sid": …, "Effect": "Allow", "Principal": …, "Action": …, "Resource": …}`. */
export type Statement = Readonly<Record<string, unknown>>
