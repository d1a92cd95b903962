import { realpathSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'

const JAVASCRIPT = ['', '.js', '.mjs', '.cjs']
const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx']

/**
 * The TypeScript file that a handler string such as `dir/file.export` names, unless there is JavaScript of
 * that name, which comes first: then, as for what names nothing, `undefined`.
 */
export function handlerSource(taskRoot: string, handler: string): string | undefined {
  const last = basename(handler)
  const dot = last.indexOf('.')
  if (dot < 0 || handler.includes('..')) return undefined
  const folder = handler.slice(0, handler.length - last.length)
  const path = resolve(taskRoot, folder, last.slice(0, dot))
  if (JAVASCRIPT.some((extension) => isFile(`${path}${extension}`))) return undefined
  const found = TYPESCRIPT.map((extension) => `${path}${extension}`).find(isFile)
  // Node.js knows a module by the name that it really has.
  return found && realpathSync(found)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
