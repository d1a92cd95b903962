/** Whether a name or path has an empty step. Those at its end are lost in AWS, but for the name `""`. */
export function hasEmptyStep(path: string): boolean {
  if (path === '') return true
  const steps = path.split('.')
  const last = steps.findLastIndex((step) => step !== '')
  return steps.slice(0, last + 1).includes('')
}
