import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionConfiguration } from '../../src/domain/function.ts'
import { createCodeCache } from '../../src/execution/code/code-cache.ts'
import { createLayerSets } from '../../src/execution/code/layer-sets.ts'
import { createExecutor } from '../../src/execution/create-executor.ts'
import { createLogger } from '../../src/platform/logger.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { createSystemClock } from '../../src/platform/system-clock.ts'
import { realTimers } from '../../src/platform/timers.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'

const SCOPE = { account: '000000000000', region: 'us-east-1' }

/** The server's executor without the server: its own processes, and logs that go to a real store. */
export async function startLocalExecutor(maxEnvironments = 4) {
  const root = mkdtempSync(join(tmpdir(), 'busbar-bench-'))
  const logger = createLogger('error')
  const store = await openSqliteStore({
    directory: join(root, 'data'),
    logger,
    onFatal: (error) => {
      throw error
    },
  })
  const code = createCodeCache({ blobs: store.blobs, directory: join(root, 'code') })
  const clock = createSystemClock()
  const executor = createExecutor(
    {
      code,
      layerSets: createLayerSets({ code, directory: join(root, 'code'), random: systemRandom }),
      logs: store.logs,
      clock,
      timers: realTimers,
      random: systemRandom,
      log: logger,
    },
    {
      stateDirectory: root,
      endpointUrl: () => 'http://127.0.0.1:4566',
      sessionToken: 'bench',
      secretOf: () => 'bench',
      maxEnvironments,
    },
  )
  let requests = 0

  return {
    define(functionName: string, source: string, memorySizeMb = 128): FunctionConfiguration {
      const path = join(root, 'functions', functionName)
      mkdirSync(path, { recursive: true })
      writeFileSync(join(path, 'index.mjs'), source)
      return configurationOf(functionName, path, memorySizeMb)
    },
    invoke(configuration: FunctionConfiguration, payload: string) {
      requests += 1
      const invokedArn = `arn:aws:lambda:us-east-1:000000000000:function:${configuration.functionName}`
      const requestId = `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`
      const invocation = { requestId, scope: SCOPE, configuration, invokedArn, payload }
      return executor.invoke(invocation, 'synchronous')
    },
    /** Of all processes that run now, the spare included. */
    pids: () => readdirSync(join(root, 'processes')).map(Number),
    async [Symbol.asyncDispose]() {
      await executor.stop()
      await store.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function configurationOf(
  functionName: string,
  path: string,
  memorySizeMb: number,
): FunctionConfiguration {
  return {
    functionName,
    version: '$LATEST',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    role: 'arn:aws:iam::000000000000:role/bench',
    description: '',
    timeoutSeconds: 30,
    memorySizeMb,
    architecture: 'x86_64',
    code: { kind: 'directory', path },
    lastModifiedAt: 0,
    revisionId: '1',
    state: 'Active',
  }
}
