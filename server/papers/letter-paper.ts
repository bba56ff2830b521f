// What goes onto the paper of a letter, and the words around its text.
import type { Ink } from '../protocol/letter.ts';
import type { HearingRole } from '../protocol/roles.ts';
import { moment, offset, pageWords, personWords, unshownWords } from './paper-words.ts';

export type LetterPaper = {
  readonly officeName: string;
  readonly caseNumber: string;
  readonly hearingTitle: string;
  readonly title: string;
  readonly text: string;
  /** Of `shownText`, as the signer's device confirmed it. */
  readonly textSha256: string;
  readonly signer: { readonly name: string; readonly role: HearingRole };
  /** Null: to be printed and signed by hand. */
  readonly ink: Ink | null;
  /** The clerk at whose device it was signed. */
  readonly witness: { readonly name: string; readonly role: HearingRole } | null;
  readonly signedAtMs: number | null;
  /** Since the recording began. */
  readonly signedAtRecordingMs: number | null;
  readonly letterId: string;
  readonly version: number;
};

/** Who, when, and where in the recording; one sentence each, below the signature. */
function circumstances(paper: LetterPaper): string[] {
  if (paper.ink === null) {
    return [
      '请承诺人阅读全文后，在横线上亲笔签名并写明日期。',
      '书记员当场核对承诺人身份，见证签名后在横线上签名，并将全部各页扫描存入案卷。',
    ];
  }
  const how =
    paper.witness === null
      ? '本承诺书由承诺人在本人设备上阅读全文后亲笔签名。'
      : `本承诺书由承诺人阅读全文后，在${personWords(paper.witness)}的设备上亲笔签名；${paper.witness.name}核对了承诺人身份，并在场见证。`;
  if (paper.signedAtRecordingMs === null) return [how];
  return [how, `签名时刻见本次听证录音录像 ${offset(paper.signedAtRecordingMs)} 处。`];
}

export const wordsOf = (paper: LetterPaper) => ({
  facts: [`办理机关：${paper.officeName}`, `案号：${paper.caseNumber}`, `听证：${paper.hearingTitle}`],
  signature: '承诺人（签名）：',
  signer: `承诺人：${personWords(paper.signer)}`,
  signedAt: paper.signedAtMs === null ? null : `签名时间：${moment(paper.signedAtMs)}（北京时间）`,
  date: '日期：',
  witnessSignature: '见证人（签名）：',
  circumstances: circumstances(paper),
  number: `承诺书编号：${paper.letterId}　第 ${paper.version} 版`,
  hash: `标题和正文的校验值（SHA-256）：${paper.textSha256}`,
  page: pageWords,
  unshown: unshownWords,
});
