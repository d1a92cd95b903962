/** Where a function's output goes when nothing else was asked for. */
export function defaultLogGroup(functionName: string): string {
  return `/aws/lambda/${functionName}`
}
