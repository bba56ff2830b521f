// Transcripts: read, corrected, put right by the hearing's glossary, and searched.
import { can } from '../may.ts';
import { type House, hearingFor, type RouteHandlers, staffWho } from './call.ts';
import { Views } from './sending.ts';

type TranscriptRoutes = Pick<
  RouteHandlers,
  | 'transcript'
  | 'editLines'
  | 'listening'
  | 'listenAgain'
  | 'lineHistory'
  | 'glossary'
  | 'setGlossary'
  | 'applyGlossary'
  | 'searchWords'
>;

export function transcriptRoutes(house: House): TranscriptRoutes {
  const { archive, hall, listening } = house;
  const views = new Views(archive);

  return {
    async transcript({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'transcript.read');
      await views.note(who, 'transcript.read', found.title, found);
      return archive.transcripts.ofHearing(found.id);
    },

    async editLines({ request, id, body }) {
      const { who, found } = await hearingFor(house, request, id, 'transcript.correct');
      return archive.transcripts.edit(who.actor, found.id, body.edits);
    },

    async listening({ request, id }) {
      const { found } = await hearingFor(house, request, id, 'transcript.read');
      return listening.state(found);
    },

    async listenAgain({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'transcript.correct');
      return listening.ask(who.actor, found);
    },

    async lineHistory({ request, id }) {
      const { found } = await hearingFor(
        house,
        request,
        await archive.transcripts.hearingOfLine(id),
        'transcript.read',
      );
      return archive.transcripts.history(found.id, id);
    },

    async glossary({ request, id }) {
      const { found } = await hearingFor(house, request, id, 'transcript.read');
      return archive.transcripts.glossary(found.id);
    },

    async setGlossary({ request, id, body }) {
      const { who, found } = await hearingFor(house, request, id, 'transcript.correct');
      const glossary = await archive.transcripts.setGlossary(who.actor, found.id, body);
      hall.glossaryChanged(found.id);
      return glossary;
    },

    async applyGlossary({ request, id }) {
      const { who, found } = await hearingFor(house, request, id, 'transcript.correct');
      return archive.transcripts.applyGlossary(who.actor, found.id);
    },

    async searchWords({ request, body }) {
      const who = await staffWho(house, request, 'words.search');
      const visibleTo = can(who.asker, 'words.searchAll') ? 'all' : who.account.id;
      await archive.trail.write(who.actor, { act: 'words.searched', about: body.q });
      return archive.transcripts.search({ q: body.q, before: body.before, visibleTo });
    },
  };
}
