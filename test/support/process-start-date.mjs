// Loaded into a server with `--import`: its wall clock stands at this instant when the process starts.
const { now } = Date
const shift = Number(process.env.START_DATE_MS) - now()
Date.now = () => now() + shift
