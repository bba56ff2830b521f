// A small office for tests: a real archive in a directory of its own, a clock that is turned by hand, a case with a hearing.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished } from 'vitest';
import { type Actor, SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import type { Logger } from '../../server/archive/logger.ts';
import type { NewSegment } from '../../server/archive/records.ts';
import type { ErrorCode } from '../../server/protocol/errors.ts';
import type { HearingRole, StaffRole } from '../../server/protocol/roles.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Where every test's clock begins. */
export const NOON = Date.UTC(2026, 2, 2, 4);

export const silent: Logger = { info() {}, warn() {}, error() {} };
export const newId = (): string => randomUUID();

/** Gone when the test is over. */
export async function emptyDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'archive-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** SQL past the archive, on a file that is or is not open elsewhere. */
export function sqlIn(
  dataDir: string,
  sql: string,
  ...parameters: (string | number | null)[]
): Record<string, unknown>[] {
  const database = new DatabaseSync(join(dataDir, 'archive.sqlite'));
  try {
    return database.prepare(sql).all(...parameters);
  } finally {
    database.close();
  }
}

/** Resolves when the promise was refused with this code (and detail, where one is given). */
export async function refuses(promise: Promise<unknown>, code: ErrorCode, detail?: RegExp): Promise<void> {
  await expect(promise).rejects.toMatchObject({
    code,
    ...(detail === undefined ? {} : { detail: expect.stringMatching(detail) }),
  });
}

export class Office {
  readonly dataDir: string;
  archive: Archive;
  /** Milliseconds of UTC. */
  time = NOON;

  /** For one test, which may look at all there is. */
  static async open(): Promise<Office> {
    const office = await Office.start();
    onTestFinished(() => office.stop());
    return office;
  }

  /** For all tests of a file, where each makes what it looks at: opening one takes longer than most tests do. */
  static async start(): Promise<Office> {
    const dataDir = await mkdtemp(join(tmpdir(), 'archive-'));
    const clock = { now: (): number => NOON };
    const archive = await Archive.open({ dataDir, log: silent, now: () => clock.now() });
    const office = new Office(dataDir, archive);
    clock.now = () => office.time;
    return office;
  }

  async stop(): Promise<void> {
    await this.archive.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  private constructor(dataDir: string, archive: Archive) {
    this.dataDir = dataDir;
    this.archive = archive;
  }

  /** Stops and starts, as a server does. */
  async restart(): Promise<void> {
    await this.archive.close();
    this.archive = await Archive.open({ dataDir: this.dataDir, log: silent, now: () => this.time });
  }

  /** An account that has set its password, ready to act. */
  async staff(role: StaffRole, name: string = role): Promise<Actor & { kind: 'account' }> {
    const loginName = `${name}-${newId().slice(0, 8)}`;
    const given = { id: newId(), loginName, displayName: name, role };
    const { account, token } = await this.archive.accounts.create(SERVER, given);
    await this.archive.accounts.setPassword(token, { passwordHash: 'hash' });
    return { kind: 'account', id: account.id, name };
  }

  async case(actor: Actor = SERVER, number = `沪检控听〔2026〕${newId()}号`, title = '张三申诉案'): Promise<string> {
    return (await this.archive.cases.create(actor, { id: newId(), number, title })).id;
  }

  /** A draft in a case of its own, or in this one. */
  async hearing(actor: Actor = SERVER, caseId?: string): Promise<string> {
    const given = {
      id: newId(),
      title: '公开听证',
      kind: 'simple',
      publicity: 'public',
      scheduledAtMs: this.time + DAY,
      minutes: 60,
    } as const;
    return (await this.archive.hearings.create(actor, caseId ?? (await this.case(actor)), given)).id;
  }

  async person(hearingId: string, role: HearingRole = 'complainant', name = '李四'): Promise<string> {
    return (await this.archive.hearings.addPerson(SERVER, hearingId, { id: newId(), role, name })).id;
  }

  /** A person who has opened their link and has a session. */
  async guest(hearingId: string, role: HearingRole = 'complainant', name = '李四') {
    const personId = await this.person(hearingId, role, name);
    const { invitation, token } = await this.archive.invitations.issue(SERVER, personId, {
      expiresAtMs: this.time + DAY,
    });
    const of = { personId, hearingId, invitationId: invitation.id };
    const session = await this.archive.sessions.create(SERVER, of, { idleMs: HOUR, absoluteMs: DAY });
    return { personId, invitationId: invitation.id, token, sessionId: session.id, secret: session.secret };
  }

  /** What the trail says of a case, oldest first. */
  async acts(caseId: string): Promise<string[]> {
    const entries = await this.archive.trail.ofCase(caseId, { limit: 100 });
    return entries.map((entry) => entry.act).reverse();
  }

  /** The number of entries in the whole trail, which proves itself on the way. */
  async entries(): Promise<number> {
    const { entries, brokenAt } = await this.archive.trail.verify();
    expect(brokenAt).toBeNull();
    return entries;
  }
}

/** A segment of 5 s of somebody's sound. */
export function segmentOf(personId: string, startMs = 0): NewSegment {
  const id = newId();
  return {
    id,
    trackId: newId(),
    personId,
    source: 'microphone',
    codec: 'opus',
    startMs,
    durationMs: 5_000.25,
    bytes: 40_000,
    sha256: 'ab'.repeat(32),
    file: `${id}.webm`,
    packets: 250,
    frames: 250,
  };
}
