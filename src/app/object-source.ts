import type { Config } from '../config/settings.ts'
import type { ObjectSource } from '../store/object-source.ts'
import { StartError } from './start-error.ts'

/** @throws StartError when AWS is named without what it asks for. */
export async function createObjectSource(
  config: Config,
  now: () => number,
): Promise<ObjectSource | undefined> {
  const { endpointS3: endpoint, s3AccessKeyId, s3SecretAccessKey, s3SessionToken } = config
  if ((s3AccessKeyId === undefined) !== (s3SecretAccessKey === undefined)) {
    throw new StartError('BUSBAR_S3_ACCESS_KEY_ID and BUSBAR_S3_SECRET_ACCESS_KEY go together.')
  }
  if (endpoint === undefined) return undefined
  const { createS3ObjectSource } = await import('../store/s3/s3-object-source.ts')
  if (s3AccessKeyId !== undefined && s3SecretAccessKey !== undefined) {
    const sessionToken = s3SessionToken === undefined ? {} : { sessionToken: s3SessionToken }
    const keys = { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey }
    return createS3ObjectSource({ endpoint, credentials: { ...keys, ...sessionToken }, now })
  }
  if (endpoint !== 'aws') return createS3ObjectSource({ endpoint, credentials: undefined, now })
  throw new StartError(
    'BUSBAR_ENDPOINT_S3 is aws, which needs BUSBAR_S3_ACCESS_KEY_ID and BUSBAR_S3_SECRET_ACCESS_KEY.',
  )
}
