// What goes onto the paper of a letter, and the words around its text.
import type { Ink } from '../protocol/letter.ts';
import type { HearingRole } from '../protocol/roles.ts';
import { ROLE_WORDS } from './role-words.ts';

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

const DAY = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  weekday: 'long',
});
const TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
/** 2026年11月25日 星期三 09:05:07: with its weekday a date is read right, and a slip in it is seen. */
const moment = (ms: number): string => `${DAY.format(ms).replace('星期', ' 星期')} ${TIME.format(ms)}`;

const two = (value: number): string => String(value).padStart(2, '0');
const offset = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

const person = ({ name, role }: { readonly name: string; readonly role: HearingRole }): string =>
  `${name}（${ROLE_WORDS[role]}）`;

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
      : `本承诺书由承诺人阅读全文后，在${person(paper.witness)}的设备上亲笔签名；${paper.witness.name}核对了承诺人身份，并在场见证。`;
  if (paper.signedAtRecordingMs === null) return [how];
  return [how, `签名时刻见本次听证录音录像 ${offset(paper.signedAtRecordingMs)} 处。`];
}

export const wordsOf = (paper: LetterPaper) => ({
  facts: [`办理机关：${paper.officeName}`, `案号：${paper.caseNumber}`, `听证：${paper.hearingTitle}`],
  signature: '承诺人（签名）：',
  signer: `承诺人：${person(paper.signer)}`,
  signedAt: paper.signedAtMs === null ? null : `签名时间：${moment(paper.signedAtMs)}（北京时间）`,
  date: '日期：',
  witnessSignature: '见证人（签名）：',
  circumstances: circumstances(paper),
  number: `承诺书编号：${paper.letterId}　第 ${paper.version} 版`,
  hash: `标题和正文的校验值（SHA-256）：${paper.textSha256}`,
  page: (page: number, pages: number): string => `第 ${page} 页　共 ${pages} 页`,
  unshown: (characters: readonly string[]): string => {
    const named = characters.slice(0, NAMED_AT_MOST).map(codePoint).join('、');
    const rest = characters.length > NAMED_AT_MOST ? ` 等 ${characters.length} 个` : '';
    return `以下字符没有可用的字形，文中以标有编码的方框表示：${named}${rest}`;
  },
});

/** One line of small print. */
const NAMED_AT_MOST = 7;

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
