import { afterAll, expect, it } from 'vitest'
import { killUnderLoad } from '../support/process-kills.ts'
import { chooseSeed } from '../support/process-random.ts'
import { endLeftovers, temporaryDirectory } from '../support/process-server.ts'

afterAll(endLeftovers)

const KILLS = 15

it('loses nothing that it acknowledged when it is killed under load, and leaves nothing stuck', async () => {
  await using directory = await temporaryDirectory()
  const report = await killUnderLoad(directory.path, { kills: KILLS, seed: chooseSeed() })
  const { seed, acknowledged, owed, repeated, repeatsAllowed } = report
  process.stdout.write(
    `seed ${seed}: ${KILLS} kills, ${acknowledged.works} acknowledged, ${owed} deliveries owed, ` +
      `${report.lost.length} lost, ${repeated} repeated of ${repeatsAllowed} allowed\n`,
  )

  expect(report).toMatchObject({
    lost: [],
    torn: [],
    stray: [],
    badAnswers: [],
    lostRules: [],
    isConfigurationIntact: true,
    unfinished: {},
    stuck: 0,
    orphans: [],
  })
  expect(repeated).toBeLessThanOrEqual(repeatsAllowed)
  expect(acknowledged.works, 'enough to mean something').toBeGreaterThan(KILLS * 10)
}, 120_000)
