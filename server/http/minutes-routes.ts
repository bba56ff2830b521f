// Minutes at the desk: read, proposed from the transcript, and written. Laying them before signers is the room's.
import type { MinutesRecord } from '../archive/records.ts';
import { draftMinutes, withSpeakers } from '../jobs/minutes-draft.ts';
import type { Minutes } from '../protocol/minutes.ts';
import { type House, hearingFor, type RouteHandlers } from './call.ts';
import { Views } from './sending.ts';

type MinutesRoutes = Pick<RouteHandlers, 'minutes' | 'proposeMinutes' | 'saveMinutes'>;

const shown = ({ caseId: _case, ...minutes }: MinutesRecord): Minutes => minutes;

export function minutesRoutes(house: House): MinutesRoutes {
  const { archive, config, hall } = house;
  const views = new Views(archive);

  return {
    async minutes({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'minutes.read');
      const minutes = await archive.minutes.ofHearing(found.id);
      if (minutes === null) return null;
      await views.note(who, 'minutes.read', found.title, found);
      return shown(minutes);
    },

    async proposeMinutes({ request, id }) {
      const { found } = await hearingFor(house, request, id, 'minutes.write');
      return draftMinutes(found, await archive.transcripts.ofHearing(found.id), config.OFFICE_NAME);
    },

    async saveMinutes({ request, id, body }) {
      const { who, found } = await hearingFor(house, request, id, 'minutes.write');
      const text = withSpeakers(body.draft, found.people);
      const saved = await archive.minutes.save(who.actor, found.id, { version: body.version, text });
      hall.minutesChanged(found.id);
      return shown(saved);
    },
  };
}
