// The other end of bare-ipc.ts: sends back what comes.
process.on('message', (message) => process.send(message))
