// Plain JavaScript: stripping the types of even one file takes longer than starting the thread, and a
// thread has a compile cache only if it asks for one itself.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'

enableCompileCache()
await import(workerData.file)
// Also for the next start after this process was killed.
flushCompileCache()
