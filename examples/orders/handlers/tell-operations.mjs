/** Gets what the rule's input transformer makes of the event, and nothing else. */
export async function handler({ text }) {
  console.log(`told operations: ${text}`)
}
