/** Where a matched event goes and in what shape; a delivery keeps its own copy. */
export type Target = {
  /** Unique within the rule. */
  readonly id: string
  readonly arn: string
  readonly roleArn?: string
  readonly input?: string
  readonly inputPath?: string
  readonly inputTransformer?: InputTransformer
  readonly retryPolicy?: RetryPolicy
}

export type InputTransformer = {
  readonly inputPathsMap?: Readonly<Record<string, string>>
  readonly inputTemplate: string
}

export type RetryPolicy = {
  /** 0 to 185. @default 185 */
  readonly maximumRetryAttempts?: number
  /** 60 to 86,400. @default 86_400 */
  readonly maximumEventAgeInSeconds?: number
}
