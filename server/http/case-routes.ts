// Cases, their hearings and people, and personal links.
import type { CaseRecord, HearingRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import { recordingTimeline } from '../jobs/recording-timeline.ts';
import { type Action, can } from '../may.ts';
import { calendarFile } from '../office/calendar.ts';
import { minOfficers, missingForSchedule } from '../office/readiness.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import type { HearingDetail, NewPerson } from '../protocol/api.ts';
import { ACCOUNT_FOR } from '../protocol/roles.ts';
import { type House, hearingFor, type RouteHandlers, staffWho } from './call.ts';
import { lettersFor } from './letter-routes.ts';

type CaseRoutes = Pick<
  RouteHandlers,
  | 'cases'
  | 'createCase'
  | 'caseDetail'
  | 'caseTrail'
  | 'hearings'
  | 'createHearing'
  | 'hearingDetail'
  | 'changeHearing'
  | 'scheduleHearing'
  | 'cancelHearing'
  | 'addPerson'
  | 'removePerson'
  | 'composition'
  | 'compose'
  | 'recordingTimeline'
  | 'invite'
  | 'revokeInvitation'
>;

const PAGE_SIZE = 30;
const TRAIL_LENGTH = 500;
type Request = Parameters<RouteHandlers['cases']>[0]['request'];

export function caseRoutes(house: House): CaseRoutes {
  const { archive, composed, config, hall } = house;
  const rules = { minOfficers: minOfficers(config) };

  /** A case that one may not see answers like one that is not there. */
  async function caseFor(
    request: Request,
    id: string,
    action: Action,
  ): Promise<{ who: StaffVisitor; found: CaseRecord }> {
    const found = await archive.cases.byId(id);
    const who = await staffWho(house, request, action, { teamIds: found?.teamIds ?? [] });
    if (found === null) throw new AppError('not_found');
    return { who, found };
  }

  async function detail(record: HearingRecord, who: StaffVisitor): Promise<HearingDetail> {
    const { teamIds: _team, stateSinceMs: _since, stateReason: _reason, recording, ...shown } = record;
    const yourRole = record.people.find((person) => person.accountId === who.account.id)?.role ?? null;
    const missing = record.state === 'draft' ? missingForSchedule(record, rules, Date.now()) : [];
    const letters = await lettersFor(house, who, record);
    const notes = can(who.asker, 'note.read', record) ? await archive.notes.ofHearing(record.id) : [];
    if (recording === null) return { ...shown, recording, letters, notes, yourRole, missing };
    const { directory: _directory, ...shownRecording } = recording;
    return { ...shown, recording: shownRecording, letters, notes, yourRole, missing };
  }

  async function detailOf(id: string, who: StaffVisitor): Promise<HearingDetail> {
    const record = await archive.hearings.byId(id);
    if (record === null) throw new AppError('not_found');
    return detail(record, who);
  }

  /** Chair, case prosecutor and clerk are accounts of the right role, named as the account is; everybody else has a name of their own. */
  async function nameFor(person: NewPerson): Promise<string> {
    const allowed = ACCOUNT_FOR[person.role];
    if (allowed === undefined) {
      if (person.name === undefined || person.accountId !== undefined) throw new AppError('bad_request', 'name needed');
      return person.name;
    }
    const account = person.accountId === undefined ? null : await archive.accounts.byId(person.accountId);
    if (account === null || account.state === 'disabled' || !allowed.includes(account.role)) {
      throw new AppError('bad_request', 'account of the right role needed');
    }
    return account.displayName;
  }

  return {
    async cases({ request, body }) {
      const who = await staffWho(house, request, 'case.list');
      const visibleTo = can(who.asker, 'case.listAll') ? 'all' : who.account.id;
      return archive.cases.find({ ...body, pageSize: PAGE_SIZE, visibleTo });
    },

    async createCase({ request, body }) {
      const who = await staffWho(house, request, 'case.create');
      try {
        return await archive.cases.create(who.actor, body);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'case_number_taken' || error.detail === undefined)
          throw error;
        // The existing case is named only to somebody who may see it.
        const existing = await archive.cases.byId(error.detail);
        const seen = existing !== null && can(who.asker, 'case.read', { teamIds: existing.teamIds });
        throw seen ? error : new AppError('case_number_taken', undefined, { cause: error });
      }
    },

    async caseDetail({ request, id }) {
      const { who, found } = await caseFor(request, id, 'case.read');
      const { teamIds, creatorId: _creator, ...row } = found;
      const records = await archive.hearings.ofCase(id);
      await archive.trail.write(who.actor, { act: 'case.viewed', about: row.number, caseId: id });
      const mayChange = can(who.asker, 'case.change', { teamIds });
      return { ...row, hearings: await Promise.all(records.map((record) => detail(record, who))), mayChange };
    },

    async caseTrail({ request, id }) {
      await caseFor(request, id, 'trail.read');
      return archive.trail.ofCase(id, { limit: TRAIL_LENGTH });
    },

    async hearings({ request, body }) {
      const who = await staffWho(house, request, 'case.list');
      const visibleTo = can(who.asker, 'case.listAll') ? 'all' : who.account.id;
      return archive.hearings.list({ ...body, visibleTo });
    },

    async createHearing({ request, id, body }) {
      const { who } = await caseFor(request, id, 'case.change');
      const made = await archive.hearings.create(who.actor, id, body);
      return detailOf(made.id, who);
    },

    async hearingDetail({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'case.read');
      return detail(found, who);
    },

    async changeHearing({ request, id, body }) {
      const { who } = await hearingFor(house, request, id, 'case.change');
      await archive.hearings.change(who.actor, id, body);
      return detailOf(id, who);
    },

    async scheduleHearing({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'case.change');
      const missing = missingForSchedule(found, rules, Date.now());
      if (found.state === 'draft' && missing.length > 0) throw new AppError('not_ready', missing.join(' '));
      await archive.hearings.setState(who.actor, id, 'scheduled', { from: ['draft'] });
      return detailOf(id, who);
    },

    async cancelHearing({ request, id, body }) {
      const { who } = await hearingFor(house, request, id, 'case.change');
      await hall.cancel(who.actor, id, body.reason);
      return detailOf(id, who);
    },

    async addPerson({ request, id, body }) {
      const { who } = await hearingFor(house, request, id, 'case.change');
      const person = await archive.hearings.addPerson(who.actor, id, { ...body, name: await nameFor(body) });
      await hall.peopleChanged(id);
      return person;
    },

    async removePerson({ request, id }) {
      const hearingId = await archive.hearings.hearingOfPerson(id);
      const { who, found } = await hearingFor(house, request, hearingId ?? undefined, 'case.change');
      if (!['draft', 'scheduled'].includes(found.state)) throw new AppError('wrong_state');
      await archive.hearings.removePerson(who.actor, id);
      await hall.peopleChanged(found.id);
      return null;
    },

    async composition({ request, id }) {
      const { found } = await hearingFor(house, request, id, 'recording.play');
      return composed.state(found);
    },

    async compose({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'recording.compose');
      return composed.ask(who.actor, found);
    },

    async recordingTimeline({ request, id }) {
      const { found } = await hearingFor(house, request, id, 'case.read');
      return recordingTimeline(archive, found);
    },

    async invite({ request, id }) {
      const hearingId = await archive.hearings.hearingOfPerson(id);
      const { who, found } = await hearingFor(house, request, hearingId ?? undefined, 'invitation.issue');
      if (['draft', 'closed', 'cancelled'].includes(found.state)) throw new AppError('wrong_state');
      const expiresAtMs = found.scheduledAtMs + found.minutes * 60_000 + config.LINK_HOURS_AFTER * 3_600_000;
      const { invitation, token, endedSessionIds } = await archive.invitations.issue(who.actor, id, { expiresAtMs });
      for (const sessionId of endedSessionIds) hall.sessionEnded(sessionId, 'link_revoked');
      const url = `${config.doors.publicOrigin}/j/${token}`;
      const calendar = calendarFile({
        id: invitation.id,
        title: found.title,
        url,
        officeName: config.OFFICE_NAME,
        startMs: found.scheduledAtMs,
        minutes: found.minutes,
      });
      return { invitation, url, calendar, officeName: config.OFFICE_NAME, officePhone: config.OFFICE_PHONE };
    },

    async revokeInvitation({ request, id }) {
      const hearingId = await archive.invitations.hearingOf(id);
      const { who } = await hearingFor(house, request, hearingId ?? undefined, 'invitation.issue');
      await archive.invitations.revoke(who.actor, id);
      hall.invitationEnded(id);
      return null;
    },
  };
}
