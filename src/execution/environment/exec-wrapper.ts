import type { ProcessLaunch } from './process-launch.ts'

export const EXEC_WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER'

/**
 * Starts a runtime through the function's own script, which is given the runtime's command line. By way
 * of a shell, so that a script that is not there ends as it does on AWS: exit status 127.
 */
export function throughWrapper(launch: ProcessLaunch, wrapper: string): ProcessLaunch {
  const args = ['-c', 'exec "$0" "$@"', wrapper, launch.file, ...launch.args]
  return { ...launch, file: '/bin/sh', args }
}
