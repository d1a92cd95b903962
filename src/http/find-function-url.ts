import type { FunctionUrl, FunctionUrls } from '../operations/function-urls.ts'
import type { FunctionUrlAddress } from './function-url-address.ts'

/** The URL at an address. Its name says the region, too. */
export function findFunctionUrl(
  urls: FunctionUrls,
  { id, region }: FunctionUrlAddress,
): FunctionUrl | undefined {
  const url = urls.find(id)
  return region === undefined || region === url?.scope.region ? url : undefined
}
