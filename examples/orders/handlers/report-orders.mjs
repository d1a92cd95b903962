/** Runs by a schedule: the event says for which minute. */
export async function handler(event) {
  console.log(`reported the orders up to ${event.time}`)
}
