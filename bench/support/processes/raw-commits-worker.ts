/** The reference: a transaction for each message, an event a row, waiting for the disk. */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const db = new Database(workerData.file)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec('create table events (position integer primary key, text text not null) strict')
const insert = db.prepare('insert into events (text) values (?)')
const commit = db.transaction((texts: readonly string[]) => {
  for (const text of texts) insert.run(text)
})

parentPort?.on('message', (texts: readonly string[]) => {
  commit.immediate(texts)
  parentPort?.postMessage(texts.length)
})
parentPort?.postMessage(0)
