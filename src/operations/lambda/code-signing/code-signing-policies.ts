import { NotSupported } from '../../../domain/faults.ts'
import { string, structure } from '../../schema.ts'

export const codeSigningPolicies = structure('CodeSigningPolicies', {
  UntrustedArtifactOnDeployment: string({ enum: ['Warn', 'Enforce'] }),
})

export type WirePolicies = { readonly UntrustedArtifactOnDeployment?: 'Warn' | 'Enforce' }

/** @throws NotSupported when code would have to be refused. */
export function checkPolicies(policies: WirePolicies | undefined): void {
  if (policies?.UntrustedArtifactOnDeployment !== 'Enforce') return
  throw new NotSupported(
    'Parameter CodeSigningPolicies.UntrustedArtifactOnDeployment is supported by busbar as Warn only: it checks no signatures.',
  )
}
