import { functionArn } from '../../../domain/arn.ts'
import { type FunctionUrlConfig, functionUrlHost } from '../../../domain/function-url.ts'
import type { FunctionReference } from '../function-reference.ts'
import { toWireCors } from './url-fields.ts'

/** A URL as GetFunctionUrlConfig prints it. @param endpoint - this server's own address. */
export function toUrlConfiguration(
  { scope, name, qualifier }: FunctionReference,
  url: FunctionUrlConfig,
  endpoint: string,
) {
  const { port } = new URL(endpoint)
  const host = functionUrlHost(url.id, scope.region)
  return {
    FunctionUrl: `http://${host}${port && `:${port}`}/`,
    FunctionArn: functionArn(scope, name, qualifier),
    AuthType: url.authType,
    ...(url.cors && { Cors: toWireCors(url.cors) }),
    CreationTime: new Date(url.createdAt).toISOString(),
    LastModifiedTime: new Date(url.lastModifiedAt).toISOString(),
    InvokeMode: url.invokeMode,
  }
}
