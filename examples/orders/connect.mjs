/** Calls busbar with nothing but fetch: AWS JSON for the APIs, plain JSON for what is busbar's own. */
export function connect(url) {
  return {
    /** For example `events('PutRule', { Name: … })`; the EventBridge API. */
    events: (operation, input) => callAws(url, `AWSEvents.${operation}`, input),
    /** The CloudWatch Logs API. */
    logs: (operation, input) => callAws(url, `Logs_20140328.${operation}`, input),
    /** The ARNs of the functions that the server has, by name. */
    async functionArns() {
      const { Functions } = await call(`${url}/2015-03-31/functions/`, { method: 'GET' })
      return new Map(Functions.map((one) => [one.FunctionName, one.FunctionArn]))
    },
    get: (path) => call(`${url}${path}`, { method: 'GET' }),
    post: (path, body = {}) =>
      call(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
}

function callAws(url, target, input) {
  return call(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(input),
  })
}

async function call(url, request) {
  const response = await fetch(url, request)
  const text = await response.text()
  if (!response.ok) throw new Error(`${request.method} ${url}: ${response.status} ${text}`)
  return text === '' ? {} : JSON.parse(text)
}
