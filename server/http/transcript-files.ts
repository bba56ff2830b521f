// The transcript as a file, made of what it says at this moment: documents, captions and data, with names or masked.
import { type Response, Router } from 'express';
import { sha256 } from '../archive/sha256.ts';
import { AppError } from '../errors.ts';
import { srtOf, transcriptFile, transcriptPaper, vttOf } from '../jobs/transcript-export.ts';
import { makeTranscript } from '../papers/document.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat, transcriptFilePath } from '../protocol/routes.ts';
import type { TranscriptFile } from '../protocol/transcript-file.ts';
import { type House, staffWho } from './call.ts';
import { DOCUMENT_TYPE } from './minutes-files.ts';
import { guard, idIn, route, Views } from './sending.ts';

/** @throws AppError internal when a document could not be made */
async function written(
  file: TranscriptFile,
  format: TranscriptFormat,
  officeName: string,
): Promise<{ readonly bytes: Buffer; readonly type: string }> {
  switch (format) {
    case 'vtt':
      return { bytes: Buffer.from(vttOf(file)), type: 'text/vtt' };
    case 'srt':
      return { bytes: Buffer.from(srtOf(file)), type: 'application/x-subrip' };
    case 'json':
      return { bytes: Buffer.from(`${JSON.stringify(file, null, 1)}\n`), type: 'application/json' };
    case 'pdf':
    case 'docx': {
      const { bytes } = await makeTranscript(transcriptPaper(file, officeName), format);
      return { bytes: Buffer.from(bytes), type: DOCUMENT_TYPE[format] };
    }
  }
}

export function transcriptFiles(house: House): Router {
  const { archive, config } = house;
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
        const { bytes, type } = await written(file, format, config.OFFICE_NAME);
        await views.note(who, 'transcript.exported', hearing.title, hearing, { format, masked: String(masked) });
        sendBytes(response, bytes, type, `transcript-${id}${masked ? '-masked' : ''}.${format}`);
      }),
    );
  }
  return router;
}

function sendBytes(response: Response, bytes: Buffer, type: string, name: string): void {
  guard(response, sha256(bytes));
  response.attachment(name);
  response.type(type);
  response.send(bytes);
}
