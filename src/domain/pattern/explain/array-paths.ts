import { JsonReader } from '../json/json-reader.ts'

/** `undefined` at the top, where there is no name yet. */
type Path = string | undefined

/**
 * Where the arrays of an event are, by the numbers that the scanner gives them: in the order in which
 * they begin.
 *
 * @param text - an event that the scanner has read.
 */
export function arrayPaths(text: string): readonly string[] {
  const reader = new JsonReader(text)
  const paths: string[] = []
  const open: Path[] = []
  let path: Path
  for (let token = reader.next(); token !== 'end'; token = reader.next()) {
    if (token === 'start-array') paths.push(path ?? '')
    if (token === 'start-object' || token === 'start-array') open.push(path)
    else if (token === 'end-object' || token === 'end-array') open.pop()
    // Where no name comes next, but another element, it has the path of its array.
    path = token === 'name' ? join(open.at(-1), reader.name) : open.at(-1)
  }
  return paths
}

function join(path: Path, name: string): string {
  return path === undefined ? name : `${path}.${name}`
}
