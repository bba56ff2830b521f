// The database thread: the only place that touches the SQLite file, one statement after the other.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import {
  OPENING,
  type SqlResult,
  type SqlValue,
  type ThreadAnswer,
  type ThreadAsk,
  type ThreadSettings,
} from './sqlite-messages.ts';

/** Waits this long for a foreign reader (a backup, a person with a shell) before a statement fails. */
const BUSY_MS = 5_000;

const port = parentPort;
if (port === null) throw new Error('sqlite-thread.ts runs as a worker thread only');
// Given by SqliteLine in the same release; both ends share the type.
const settings = workerData as ThreadSettings;

/** What durability rests on is read back, never assumed: better to refuse to start than to lose what was acknowledged. */
function open({ file, checkAll }: ThreadSettings): DatabaseSync {
  const opened = new DatabaseSync(file, {
    timeout: BUSY_MS,
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
    allowExtension: false,
  });
  opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
  const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: BUSY_MS };
  for (const [pragma, value] of Object.entries(wanted)) {
    const found = Object.values(opened.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
    if (found !== value)
      throw new Error(`the database is not safe here: ${pragma} is ${String(found)}, needed is ${value}`);
  }
  if (checkAll) {
    const found = Object.values(opened.prepare('PRAGMA integrity_check(1)').get() ?? {})[0];
    if (found !== 'ok') throw new Error(`the database file is damaged: ${String(found)}`);
  }
  return opened;
}

function run(database: DatabaseSync, sql: string, parameters: readonly SqlValue[]): SqlResult {
  const statement = database.prepare(sql);
  if (statement.columns().length > 0) return { rows: statement.all(...parameters), changes: 0 };
  return { rows: [], changes: statement.run(...parameters).changes };
}

function answer(id: number, work: () => SqlResult): void {
  let message: ThreadAnswer;
  try {
    message = { id, result: work() };
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;
    message = { id, error: { message: error instanceof Error ? error.message : String(error), code } };
  }
  port?.postMessage(message);
}

let database: DatabaseSync | undefined;
answer(OPENING, () => {
  database = open(settings);
  return { rows: [], changes: 0 };
});
if (database === undefined) port.close();

port.on('message', (ask: ThreadAsk) => {
  answer(ask.id, () => {
    if (database === undefined) throw new Error('the database could not be opened');
    if ('sql' in ask) return run(database, ask.sql, ask.parameters);
    database.close();
    return { rows: [], changes: 0 };
  });
  // With its port closed the thread has nothing left to wait for and ends.
  if ('close' in ask) port.close();
});
