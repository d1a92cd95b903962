import { delimiter } from 'node:path'

/** Where layers are on AWS, and where nothing is here for a function without any. */
export const AWS_LAYERS_ROOT = '/opt'

/** Tells a function, and the Python runtime, what stands for `/opt` here. */
export const LAYERS_ROOT = 'BUSBAR_OPT'

/** Variables that the system, a runtime or busbar itself reads paths from. */
const READ_BY_SYSTEM = [
  'AWS_LAMBDA_EXEC_WRAPPER',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PATH',
  'PYTHONPATH',
]

/** A path below `/opt` at the start of a value, or after what separates paths and options. */
const BELOW_OPT = new RegExp(`(^|[\\s=${delimiter}])/opt(?=/|$|[\\s${delimiter}])`, 'g')

/**
 * A function's own variables with the paths of its layers as they are here. Only in those that something
 * other than the function reads: what its code does with a text is its own matter.
 */
export function withLayerPaths(
  variables: Readonly<Record<string, string>>,
  layersRoot: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      READ_BY_SYSTEM.includes(name) ? value.replace(BELOW_OPT, `$1${layersRoot}`) : value,
    ]),
  )
}
