// Minutes at the desk: read, proposed from the transcript, and written. Laying them before signers is the room's.
import type { HearingRecord, MinutesRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import { draftMinutes, withSpeakers } from '../jobs/minutes-draft.ts';
import type { Action } from '../may.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import type { Minutes } from '../protocol/minutes.ts';
import { type House, type RouteHandlers, staffWho } from './call.ts';
import { Views } from './sending.ts';

type MinutesRoutes = Pick<RouteHandlers, 'minutes' | 'proposeMinutes' | 'saveMinutes'>;
type Request = Parameters<RouteHandlers['minutes']>[0]['request'];

const shown = ({ caseId: _case, ...minutes }: MinutesRecord): Minutes => minutes;

export function minutesRoutes(house: House): MinutesRoutes {
  const { archive, config, hall } = house;
  const views = new Views(archive);

  async function hearingFor(
    request: Request,
    id: string,
    action: Action,
  ): Promise<{ who: StaffVisitor; found: HearingRecord }> {
    const found = await archive.hearings.byId(id);
    const who = await staffWho(house, request, action, { teamIds: found?.teamIds ?? [] });
    if (found === null) throw new AppError('not_found');
    return { who, found };
  }

  return {
    async minutes({ request, id }) {
      const { who, found } = await hearingFor(request, id, 'minutes.read');
      const minutes = await archive.minutes.ofHearing(found.id);
      if (minutes === null) return null;
      await views.note(who, 'minutes.read', found.title, found);
      return shown(minutes);
    },

    async proposeMinutes({ request, id }) {
      const { found } = await hearingFor(request, id, 'minutes.write');
      return draftMinutes(found, await archive.transcripts.ofHearing(found.id), config.OFFICE_NAME);
    },

    async saveMinutes({ request, id, body }) {
      const { who, found } = await hearingFor(request, id, 'minutes.write');
      const text = withSpeakers(body.draft, found.people);
      const saved = await archive.minutes.save(who.actor, found.id, { version: body.version, text });
      hall.minutesChanged(found.id);
      return shown(saved);
    },
  };
}
