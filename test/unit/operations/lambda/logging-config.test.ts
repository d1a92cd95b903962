import { describe, expect, it } from 'vitest'
import { createRoom } from './room.ts'

async function aRoomWith(given: object) {
  const room = createRoom()
  await room.aFunction('billing', given)
  const read = async () =>
    (await room.call('GetFunctionConfiguration', { FunctionName: 'billing' }))['LoggingConfig']
  const update = (LoggingConfig: object) =>
    room.call('UpdateFunctionConfiguration', { FunctionName: 'billing', LoggingConfig })
  return { read, update }
}

const TEXT = { LogFormat: 'Text', LogGroup: '/aws/lambda/billing' }
const JSON_DEFAULTS = {
  LogFormat: 'JSON',
  ApplicationLogLevel: 'INFO',
  SystemLogLevel: 'INFO',
  LogGroup: '/aws/lambda/billing',
}

describe('the logging of a function', () => {
  it.each([
    ['text when nothing is given', {}, TEXT],
    ['JSON, at INFO', { LoggingConfig: { LogFormat: 'JSON' } }, JSON_DEFAULTS],
    [
      'JSON at the levels given',
      {
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'TRACE', SystemLogLevel: 'WARN' },
      },
      { ...JSON_DEFAULTS, ApplicationLogLevel: 'TRACE', SystemLogLevel: 'WARN' },
    ],
    [
      'text into a group of its own',
      { LoggingConfig: { LogGroup: 'shared' } },
      { LogFormat: 'Text', LogGroup: 'shared' },
    ],
  ])('is %s', async (_what, given, expected) => {
    const { read } = await aRoomWith(given)
    expect(await read()).toEqual(expected)
  })

  it('keeps what an update leaves out, and loses its levels with JSON', async () => {
    const { read, update } = await aRoomWith({ LoggingConfig: { LogGroup: 'shared' } })
    await update({ LogFormat: 'JSON', SystemLogLevel: 'DEBUG' })
    await update({ ApplicationLogLevel: 'ERROR' })
    const logged = { ...JSON_DEFAULTS, LogGroup: 'shared' }
    expect(await read()).toEqual({
      ...logged,
      ApplicationLogLevel: 'ERROR',
      SystemLogLevel: 'DEBUG',
    })
    await update({ LogFormat: 'Text' })
    expect(await read()).toEqual({ LogFormat: 'Text', LogGroup: 'shared' })
    await update({ LogFormat: 'JSON' })
    expect(await read()).toEqual(logged)
  })

  it('refuses levels of a text log by name', async () => {
    const given = { LoggingConfig: { ApplicationLogLevel: 'WARN' } }
    await expect(aRoomWith(given)).rejects.toThrow(
      'LoggingConfig.ApplicationLogLevel can be set only when LogFormat is JSON.',
    )
  })
})
