// Loaded before anything else (`node --require`), and in a form that every Node reads: an older one than busbar
// needs refuses TypeScript with a stack trace, and the native code of the store crashes it.
const [major, minor] = process.versions.node.split('.').map(Number)
const isEnough = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)

if (!isEnough) {
  process.stderr.write(
    `busbar needs Node 22.18 or later and this is ${process.versions.node}; "npm start" brings its own.\n`,
  )
  process.exit(1)
}

// From here on, and for main.ts too: without it Node loads a whole TypeScript compiler to read that one file.
require('node:module').enableCompileCache()
