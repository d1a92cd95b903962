// `npm run arch`: fails when a room of src knows what it should not. The rules are in
// .dependency-cruiser.cjs and architecture/find-ambient-uses.ts.
import { join } from 'node:path'
import { checkArchitecture } from './architecture/check-architecture.ts'

const { modules, problems } = await checkArchitecture(join(import.meta.dirname, '..'))
for (const problem of problems) console.error(problem)
console.log(`${modules} modules looked at, ${problems.length} problems found`)
process.exitCode = problems.length === 0 ? 0 : 1
