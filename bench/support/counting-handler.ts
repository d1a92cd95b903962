import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A handler that does nothing but count: every process keeps its own file, written now and then. */
export function createCountingHandler(root: string) {
  const handlers = join(root, 'handlers')
  const counts = join(root, 'counts')
  for (const folder of [handlers, counts]) mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(handlers, 'count.mjs'),
    `import { writeFileSync } from 'node:fs'
     const file = ${JSON.stringify(counts)} + '/' + process.pid
     let count = 0
     let isDue = false
     const write = () => {
       isDue = false
       writeFileSync(file, String(count))
     }
     export const handler = async () => {
       count += 1
       if (isDue) return
       isDue = true
       setTimeout(write, 200)
     }`,
  )
  return {
    handlers,
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:count',
    count: () =>
      existsSync(counts)
        ? readdirSync(counts).reduce((sum, file) => sum + countIn(join(counts, file)), 0)
        : 0,
  }
}

const countIn = (path: string) => Number(readFileSync(path, 'utf8'))
