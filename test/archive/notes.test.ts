// Notes of chair and clerk: kept once, in the order of their moments, taken out and never altered.
import { expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { NOTE_LIMITS } from '../../server/protocol/notes.ts';
import { newId, Office, refuses, sqlIn } from './office.ts';

const CLERK = { kind: 'account', id: newId(), name: '林书记员' } as const;

test('are kept once, in the order of their moments, and taken out of sight', async () => {
  const office = await Office.open();
  const caseId = await office.case();
  const hearingId = await office.hearing(SERVER, caseId);
  const { notes } = office.archive;
  const later = { noteId: newId(), atMs: office.time, atRecordingMs: 9_000, text: '申诉人承认收到过答复' };
  const first = { noteId: newId(), atMs: office.time - 5_000, atRecordingMs: null, text: '听证员迟到' };
  await notes.add(CLERK, hearingId, later);
  await notes.add(CLERK, hearingId, first);
  const kept = [first, later].map((note) => ({ ...note, byName: '林书记员' }));
  // The same again, also with other words, is the note that is there.
  expect(await notes.add(CLERK, hearingId, { ...later, text: '别的' })).toEqual(kept);
  await refuses(notes.add(CLERK, await office.hearing(SERVER, caseId), later), 'not_found');
  expect(await notes.remove(CLERK, hearingId, first.noteId)).toEqual(kept.slice(1));
  expect(await notes.remove(CLERK, hearingId, first.noteId)).toEqual(kept.slice(1));
  await refuses(notes.remove(CLERK, hearingId, newId()), 'not_found');
  const acts = (await office.acts(caseId)).filter((act) => act.startsWith('note.'));
  expect(acts.sort()).toEqual(['note.added', 'note.added', 'note.removed']);
  const [row] = sqlIn(office.dataDir, 'select text from hearing_notes where id = ?', first.noteId);
  expect(row).toEqual({ text: first.text });
  for (const sql of ["update hearing_notes set text = 'x'", 'delete from hearing_notes'])
    expect(() => sqlIn(office.dataDir, sql)).toThrow(/never/);
});

test('are not more than a hearing can be read with', async () => {
  const office = await Office.open();
  const hearingId = await office.hearing(SERVER, await office.case());
  const note = () => ({ noteId: newId(), atMs: office.time, atRecordingMs: null, text: 'x' });
  for (let n = 0; n < NOTE_LIMITS.perHearing; n++) await office.archive.notes.add(CLERK, hearingId, note());
  await refuses(office.archive.notes.add(CLERK, hearingId, note()), 'too_large');
});
