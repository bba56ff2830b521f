// The transcript as a file, made of what it says at this moment: captions and data, with names or masked.
import { type Response, Router } from 'express';
import { sha256 } from '../archive/sha256.ts';
import { AppError } from '../errors.ts';
import { srtOf, transcriptFile, vttOf } from '../jobs/transcript-export.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat, transcriptFilePath } from '../protocol/routes.ts';
import type { TranscriptFile } from '../protocol/transcript-file.ts';
import { type House, staffWho } from './call.ts';
import { guard, idIn, route, Views } from './sending.ts';

const AS: Readonly<
  Record<TranscriptFormat, { readonly type: string; readonly write: (file: TranscriptFile) => string }>
> = {
  vtt: { type: 'text/vtt', write: vttOf },
  srt: { type: 'application/x-subrip', write: srtOf },
  json: { type: 'application/json', write: (file) => `${JSON.stringify(file, null, 1)}\n` },
};

export function transcriptFiles(house: House): Router {
  const { archive } = house;
  const router = Router();
  const views = new Views(archive);
  for (const format of TRANSCRIPT_FORMATS) {
    router.get(
      transcriptFilePath(':id', format, false),
      route(async (request, response) => {
        const masked = request.query.masked === '1';
        const id = idIn(request, 'id');
        const hearing = await archive.hearings.byId(id);
        const teamIds = hearing?.teamIds ?? [];
        const action = masked ? 'transcript.exportMasked' : 'transcript.export';
        const who = await staffWho(house, request, action, { teamIds });
        if (hearing === null) throw new AppError('not_found');
        const transcript = await archive.transcripts.ofHearing(id);
        const { terms } = await archive.transcripts.glossary(id);
        const file = transcriptFile({ hearing, transcript, terms, masked, madeAtMs: Date.now() });
        const text = AS[format].write(file);
        await views.note(who, 'transcript.exported', hearing.title, hearing, { format, masked: String(masked) });
        sendText(response, text, AS[format].type, `transcript-${id}${masked ? '-masked' : ''}.${format}`);
      }),
    );
  }
  return router;
}

function sendText(response: Response, text: string, type: string, name: string): void {
  guard(response, sha256(text));
  response.attachment(name);
  response.type(type);
  response.send(text);
}
