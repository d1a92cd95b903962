// Loaded into a server with `--import`: its wall clock is off by so many milliseconds.
const shift = Number(process.env.SHIFT_DATE_MS)
const { now } = Date
Date.now = () => now() + shift
