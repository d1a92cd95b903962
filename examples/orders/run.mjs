// node examples/orders/run.mjs: sets rules up, sends events, and shows what busbar did with them. It starts a
// server of its own, or uses the one of BUSBAR_URL; README.md beside this file says how.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from './connect.mjs'
import { startBusbar } from './start-busbar.mjs'

const setup = JSON.parse(readFileSync(join(import.meta.dirname, 'setup.json'), 'utf8'))
const own = process.env.BUSBAR_URL === undefined ? await startBusbar() : undefined
const url = own?.url ?? process.env.BUSBAR_URL

try {
  const busbar = connect(url)
  console.log(`busbar on ${url}\n`)
  const { mode, now: startedAt } = await busbar.get('/_busbar/clock')

  await putRules(busbar)
  const ids = await sendEvents(busbar)
  await busbar.post('/_busbar/settle')

  if (mode === 'manual') await busbar.post('/_busbar/clock/advance', { seconds: 60 })
  else console.log('The clock is the real time: the report follows by itself within a minute.\n')
  await busbar.post('/_busbar/settle')

  await show(busbar, ids, startedAt)
} finally {
  await own?.stop()
}

async function putRules(busbar) {
  const arns = await busbar.functionArns()
  for (const { name, eventPattern, scheduleExpression, targets } of setup.rules) {
    await busbar.events('PutRule', {
      Name: name,
      ...(eventPattern && { EventPattern: JSON.stringify(eventPattern) }),
      ...(scheduleExpression && { ScheduleExpression: scheduleExpression }),
    })
    await busbar.events('PutTargets', {
      Rule: name,
      Targets: targets.map(({ function: name, ...target }) => ({
        ...target,
        Arn: arnOf(arns, name),
      })),
    })
    console.log(`rule ${name}`)
  }
}

function arnOf(arns, name) {
  const arn = arns.get(name)
  if (arn === undefined) {
    throw new Error(`There is no function ${name}: set BUSBAR_FUNCTIONS=examples/orders/handlers.`)
  }
  return arn
}

async function sendEvents(busbar) {
  const { FailedEntryCount, Entries } = await busbar.events('PutEvents', {
    Entries: setup.events.map(readEntry),
  })
  if (FailedEntryCount > 0) {
    const [{ ErrorCode, ErrorMessage }] = Entries.filter(({ ErrorCode }) => ErrorCode !== undefined)
    throw new Error(`${ErrorCode}: ${ErrorMessage} Does busbar have BUSBAR_AWS_SOURCES=allow?`)
  }
  console.log(`\nsent ${Entries.length} events\n`)
  return Entries.map(({ EventId }) => EventId)
}

/** What a producer sends of an event; the id, the account and the region are given to it on its way in. */
function readEntry(file) {
  const event = JSON.parse(readFileSync(join(import.meta.dirname, 'events', file), 'utf8'))
  return {
    Source: event.source,
    DetailType: event['detail-type'],
    Time: Date.parse(event.time) / 1_000,
    Resources: event.resources,
    Detail: JSON.stringify(event.detail),
  }
}

/** What this run sent, and what the schedule sent meanwhile, oldest first. */
async function show(busbar, ids, startedAt) {
  const { events } = await busbar.get('/_busbar/events?limit=50')
  const ours = events.filter(({ id, origin, acceptedAt }) => {
    return ids.includes(id) || (origin === 'schedule' && acceptedAt > startedAt)
  })
  for (const { event, rules } of ours.reverse()) {
    console.log(`${event['detail-type']} (${event.source})`)
    if (rules.length === 0) console.log('  no rule matched')
    for (const { rule, targets } of rules) {
      for (const target of targets) {
        const lines = await printedBy(busbar, target)
        console.log(`  ${rule} → ${target.arn.split(':').at(-1)}: ${target.status}`)
        for (const line of lines) console.log(`    ${line}`)
      }
    }
  }
}

/** What the function logged in one invocation: `time TAB request id TAB level TAB text`. */
async function printedBy(busbar, { arn, requestId }) {
  const { events } = await busbar.logs('FilterLogEvents', {
    logGroupName: `/aws/lambda/${arn.split(':').at(-1)}`,
  })
  return events
    .map(({ message }) => message.trimEnd().split('\t'))
    .filter(([, id]) => id === requestId)
    .map((fields) => fields.slice(3).join('\t'))
}
