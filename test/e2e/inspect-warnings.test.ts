import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { endLeftovers, startServer, temporaryDirectory } from '../support/process-server.ts'

afterAll(endLeftovers)

/** What the server says of itself when a function `hello` is there and another, or none, is to be debugged. */
async function warnings(inspected: string) {
  await using directory = await temporaryDirectory()
  const functions = join(directory.path, 'functions')
  await mkdir(functions)
  await writeFile(join(functions, 'hello.ts'), 'export const handler = async () => 1')
  const env = { BUSBAR_FUNCTIONS: functions, BUSBAR_INSPECT: inspected }
  await using server = await startServer({ data: join(directory.path, 'data'), env })
  await server.end('SIGTERM')
  const lines = server
    .stderr()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn')
}

it('warns at the start when BUSBAR_INSPECT names no function, and says which it may have meant', async () => {
  expect(await warnings('helo:9230')).toEqual([
    expect.objectContaining({
      message: 'BUSBAR_INSPECT names a function that is not there',
      function: 'helo',
      closest: 'hello',
    }),
  ])
})

it('says nothing when the function is there', async () => {
  expect(await warnings('hello')).toEqual([])
})
