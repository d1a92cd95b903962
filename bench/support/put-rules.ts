import { ruleOf } from './requests.ts'

const AT_ONCE = 50

/** Creates the first rules of the load's rule set, without targets: what is measured is the way in. */
export async function putRules(url: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, k) => from + k)
    await Promise.all(numbers.map((n) => putRule(url, n)))
  }
}

async function putRule(url: string, n: number): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSEvents.PutRule',
  }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(ruleOf(n)) })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`PutRule: ${text}`)
}
