// What the main thread and the database thread say to each other.

export type SqlValue = null | number | bigint | string | Uint8Array;
type SqlRow = Readonly<Record<string, SqlValue>>;
export type SqlResult = { readonly rows: readonly SqlRow[]; readonly changes: number | bigint };

/** What the thread is started with: `checkAll` reads every page first, after a stop that was not clean. */
export type ThreadSettings = { readonly file: string; readonly checkAll: boolean };

export type ThreadAsk =
  | { readonly id: number; readonly sql: string; readonly parameters: readonly SqlValue[] }
  | { readonly id: number; readonly close: true };

/** `code` is SQLite's extended result code (https://sqlite.org/rescode.html); 0 when the error is not SQLite's. */
export type ThreadAnswer =
  | { readonly id: number; readonly result: SqlResult }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: number } };

/** The id of the answer that says whether the database could be opened; asks are numbered from 1. */
export const OPENING = 0;
