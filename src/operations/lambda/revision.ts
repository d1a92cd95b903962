import { PreconditionFailed } from '../../domain/faults.ts'

const STALE = 'The Revision Id provided does not match the latest Revision Id.'

/** @throws PreconditionFailed when the caller saw an older state of the function or alias. */
export function checkFunctionRevision(given: string | undefined, latest: string | undefined): void {
  if (given === undefined || given === latest) return
  throw new PreconditionFailed(
    `${STALE} Call the GetFunction/GetAlias API to retrieve the latest Revision Id`,
  )
}

/** @throws PreconditionFailed when the caller saw an older state of the function's policy. */
export function checkPolicyRevision(given: string | undefined, latest: string | undefined): void {
  if (given === undefined || given === latest) return
  throw new PreconditionFailed(`${STALE} Call the GetPolicy API to retrieve the latest Revision Id`)
}

/** @throws PreconditionFailed when the caller saw an older state of a layer version's policy. */
export function checkLayerPolicyRevision(
  given: string | undefined,
  latest: string | undefined,
): void {
  if (given === undefined || given === latest) return
  throw new PreconditionFailed(
    `${STALE} Call the GetLayerPolicy API to retrieve the latest Revision Id`,
  )
}
