import { setTimeout as pause } from 'node:timers/promises'
import { startServer } from './support/server.ts'
import { percentile, rounded } from './support/statistics.ts'

const RUNS = 7

const ready: number[] = []
const memory: number[] = []
for (let run = 0; run < RUNS; run++) {
  await using server = await startServer()
  await pause(1_500)
  ready.push(server.readyMs)
  memory.push(server.rssMiB())
}
console.table({
  'start to ready, empty (ms)': {
    median: rounded(percentile(ready, 0.5)),
    max: rounded(Math.max(...ready)),
  },
  'idle memory (MiB)': {
    median: rounded(percentile(memory, 0.5)),
    max: rounded(Math.max(...memory)),
  },
})
