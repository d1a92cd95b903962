'use strict'

/*
 * The process of one Node.js execution environment. It starts bare, so that it can wait as a spare; the
 * first message tells it which function it is, each later one is an invocation. See ../environment/
 * messages.ts for the messages, and runtime-process.ts for the other end.
 *
 * CommonJS all through: as ES modules the same files take milliseconds longer to load, in every cold start.
 */
const Module = require('node:module')
const { openChannel } = require('./channel.cjs')
const { toErrorPayload, UnhandledPromiseRejection } = require('./errors.cjs')
const { checkHandlerStyle, takesCallbacks } = require('./handler-style.cjs')
const {
  invokeHandler,
  invokeReturningHandler,
  invokeStreamingHandler,
} = require('./invocation.cjs')
const { configureConsole, installConsole, logError, setRequestId } = require('./lambda-console.cjs')
const { loadHandler } = require('./load-handler.cjs')
const { createOrderLine } = require('./order-line.cjs')
const { createResponseFlow } = require('./response-flow.cjs')
const { installAwslambda, isStreaming } = require('./response-stream.cjs')
const { installStdio } = require('./stdio.cjs')

const EXIT_UNHANDLED_REJECTION = 128
const EXIT_UNCAUGHT_EXCEPTION = 129
const EXIT_UNSETTLED_TOP_LEVEL_AWAIT = 13
const MEASURE_EVERY_MS = 10

const now = performance.now.bind(performance)

let measured = { at: Number.NEGATIVE_INFINITY, maxRssKb: 0 }
let setup
let invoke
let flow
let isBusy = false
let begunAt = 0
let onDrained = () => {}

hideOwnModules()
installStdio()
installConsole()
const orders = createOrderLine(begin)

// When the server is gone, whatever the handler started goes with this process.
const channel = openChannel(receive, () => process.kill(-process.pid, 'SIGKILL'))

/** A function finds no CommonJS module but its own, and no main one: AWS's runtime is an ES module. */
function hideOwnModules() {
  delete process.mainModule
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(__dirname)) delete require.cache[file]
  }
}

function receive(order, payload) {
  switch (order.type) {
    case 'taken':
      return flow?.taken(order.bytes)
    case 'ahead':
      orders.add({ ...order, payload })
      return isBusy || orders.next()
    case 'recall':
      return channel.send({ type: 'returned', requestIds: orders.giveBack() }, '')
    default:
      order.payload = payload
      return begin(order)
  }
}

function begin(order) {
  // While there is something to do, the channel must not keep the event loop alive: that it has
  // nothing left to do is how a promise that never settles shows.
  channel.unref()
  isBusy = true
  begunAt = now()
  if (order.type === 'init') void init(order)
  else void invoke(order)
}

process.on('beforeExit', () => {
  const work = onDrained
  onDrained = () => {}
  work()
})
process.on('uncaughtException', (error) => {
  logError('Uncaught Exception', error)
  crash(error, EXIT_UNCAUGHT_EXCEPTION)
})
process.on('unhandledRejection', (reason, promise) => {
  const error = new UnhandledPromiseRejection(reason, promise)
  logError('Unhandled Promise Rejection', error)
  crash(error, EXIT_UNHANDLED_REJECTION)
})

async function init(message) {
  setup = message
  orders.setMark(message.mark)
  onDrained = () => process.exit(EXIT_UNSETTLED_TOP_LEVEL_AWAIT)
  try {
    if (message.environment !== undefined) adoptEnvironment(message.environment)
    configureConsole(process.env)
    process.chdir(message.taskRoot)
    if (!isSet(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA)) installAwslambda()
    const { taskRoot, handler, bundle } = message
    invoke = invoker(await loadHandler(taskRoot, handler, bundle))
    answer({ type: 'ready' })
  } catch (error) {
    logError('Uncaught Exception', error)
    crash(error, EXIT_UNCAUGHT_EXCEPTION)
  }
}

function adoptEnvironment(variables) {
  for (const name of Object.keys(process.env)) {
    if (!Object.hasOwn(variables, name)) delete process.env[name]
  }
  Object.assign(process.env, variables)
  // A spare has read NODE_PATH before it knew its function's.
  Module._initPaths()
}

function isSet(flag) {
  return flag === '1' || flag === 'true'
}

function invoker(handler) {
  checkHandlerStyle(handler)
  const buffered = takesCallbacks() ? invokeHandler : invokeReturningHandler
  const call = isStreaming(handler) ? invokeStreamingHandler : buffered
  return (message) => {
    setRequestId(message.requestId)
    setTraceHeader(message.traceHeader)

    const { streamLimitBytes = setup.maxResponseBytes } = message
    flow = message.streamLimitBytes && createResponseFlow(channel)
    let isOver = false
    const once = (work) => (value, size) => {
      if (isOver) return
      isOver = true
      flow?.close()
      work(value, size)
    }
    const outcome = {
      succeed: once((text, size) => answerSuccess(text, size, streamLimitBytes)),
      fail: once((error) => answerFailure(error)),
      limit: streamLimitBytes,
      emit: flow?.emit,
    }
    return call(handler, message, outcome, (work) => {
      if (!isOver) onDrained = work
    })
  }
}

function setTraceHeader(header) {
  if (header !== undefined) process.env._X_AMZN_TRACE_ID = header
  // To ask takes a third of the time.
  else if (process.env._X_AMZN_TRACE_ID !== undefined) delete process.env._X_AMZN_TRACE_ID
}

/** @param streamed - how many bytes a stream had, which may be more than the payload holds. */
function answerSuccess(payload, streamed = 0, streamLimit = 0) {
  const isTooLarge = streamed > streamLimit || byteLength(payload) > setup.maxResponseBytes
  if (isTooLarge) answer({ type: 'too-large' })
  else answer({ type: 'succeeded' }, payload)
}

/** @param ends - what happens once the answer is sent, in a process that ends. */
function answerFailure(error, ends) {
  const { errorType, errorMessage, trace } = toErrorPayload(error)
  const payload = JSON.stringify({ errorType, errorMessage, trace })
  const exits = ends !== undefined
  if (byteLength(payload) > setup.maxResponseBytes) answer({ type: 'too-large', exits }, '', ends)
  else {
    const facts = { errorType: `${errorType}`, errorMessage: `${errorMessage}`, exits }
    answer({ type: 'failed', ...facts }, payload, ends)
  }
}

/** Long texts only are measured: a UTF-16 unit takes three bytes at most. */
function byteLength(text) {
  return text.length * 3 <= setup.maxResponseBytes ? 0 : Buffer.byteLength(text)
}

function answer(facts, payload = '', sent) {
  onDrained = () => {}
  isBusy = false
  channel.ref()
  const answeredAt = now()
  const durationMs = answeredAt - begunAt
  channel.send({ ...facts, durationMs, maxRssKb: peakMemoryKb(answeredAt) }, payload, sent)
  orders.nextSoon()
}

/** Asking costs a tenth of a short invocation, and the peak of the last milliseconds is near enough. */
function peakMemoryKb(at) {
  if (at - measured.at > MEASURE_EVERY_MS) {
    measured = { at, maxRssKb: process.resourceUsage().maxRSS }
  }
  return measured.maxRssKb
}

function crash(error, exitCode) {
  // Nothing begins any more in a process that ends.
  orders.giveBack()
  if (isBusy) answerFailure(error, () => process.exit(exitCode))
  else process.exit(exitCode)
}
