// What goes onto the paper of minutes, and the words around their text.
import type { Ink } from '../protocol/letter.ts';
import { MINUTES_HEADINGS, type MinutesObjection, type MinutesSigner, type MinutesText } from '../protocol/minutes.ts';
import type { Stage } from '../protocol/stages.ts';
import { moment, offset, personWords } from './paper-words.ts';
import { ROLE_WORDS } from './role-words.ts';

export type MinutesPaper = {
  readonly officeName: string;
  readonly hearingId: string;
  readonly version: number;
  /** The newest version, where this is an older one: its answers count no more. */
  readonly replacedBy: number | null;
  readonly text: MinutesText;
  /** Of `shownMinutes`, as the signers' devices confirmed it. */
  readonly textSha256: string;
  /** Empty: not presented yet. */
  readonly signers: readonly MinutesSigner[];
  readonly objections: readonly MinutesObjection[];
  /** By person. */
  readonly inks: ReadonlyMap<string, Ink>;
};

export const headingWords = (stage: Stage): string => `【${MINUTES_HEADINGS[stage]}】`;

/** Beside the line that it is about, in the words of whoever objected. */
export function objectionWords({ signers }: MinutesPaper, { personId, words, atMs }: MinutesObjection): string {
  const signer = signers.find((one) => one.personId === personId);
  return `异议（${signer === undefined ? '' : personWords(signer)}，${moment(atMs)}）：${words}`;
}

/** Of one signer: what stands on the rule, and the sentences below it. */
export function signerWords({ objections }: MinutesPaper, signer: MinutesSigner) {
  const { state, answeredAtMs, recordingMs, medium, witnessName, words, personId } = signer;
  const at = answeredAtMs === null ? '' : moment(answeredAtMs);
  const own = objections.filter((one) => one.personId === personId).length;
  const notes: string[] = [];
  if (state === 'objected') notes.push(`签名并保留异议 ${own} 处，见正文。`);
  if (state === 'refused')
    notes.push(`拒绝签名，记明在案（${at}）。${words === null ? '未说明理由。' : `本人称：${words}`}`);
  if (state === 'absent') notes.push(`核对笔录时不在场，未签名，记明在案（${at}）。`);
  if (state === 'signed' || state === 'objected') {
    const where = recordingMs === null ? '' : `，见录音录像 ${offset(recordingMs)} 处`;
    notes.push(`签名时间：${at}${where}。`);
    if (medium === 'supervised') notes.push(`在书记员的设备上签名；${witnessName ?? ''}核对了身份，并在场见证。`);
  }
  return { name: personWords(signer), label: `${ROLE_WORDS[signer.role]}（签名）：`, notes };
}

export const wordsOf = ({ hearingId, version, replacedBy, textSha256, signers }: MinutesPaper) => ({
  read: `${replacedBy === null ? '' : `本版已由第 ${replacedBy} 版代替，本版上的签名和异议不再有效。`}${
    signers.length === 0
      ? '本笔录尚未交参加人核对签名。'
      : '以上笔录已交下列人员阅读核对，签名、异议和未签名的情况如下：'
  }`,
  date: '日期：',
  number: `听证编号：${hearingId}　笔录第 ${version} 版${replacedBy === null ? '' : `（已由第 ${replacedBy} 版代替）`}`,
  hash: `标题和正文的校验值（SHA-256）：${textSha256}`,
});
