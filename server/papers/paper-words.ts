// Words that all papers share: who, when, where in the recording, which page, which characters could not be shown.
import type { HearingRole } from '../protocol/roles.ts';
import { ROLE_WORDS } from './role-words.ts';

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
export const moment = (ms: number): string => `${DAY.format(ms).replace('星期', ' 星期')} ${TIME.format(ms)}`;

const two = (value: number): string => String(value).padStart(2, '0');
/** Since the recording began. */
export const offset = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

export const personWords = ({ name, role }: { readonly name: string; readonly role: HearingRole }): string =>
  `${name}（${ROLE_WORDS[role]}）`;

export const pageWords = (page: number, pages: number): string => `第 ${page} 页　共 ${pages} 页`;

/** One line of small print. */
const NAMED_AT_MOST = 7;

export const unshownWords = (characters: readonly string[]): string => {
  const named = characters.slice(0, NAMED_AT_MOST).map(codePoint).join('、');
  const rest = characters.length > NAMED_AT_MOST ? ` 等 ${characters.length} 个` : '';
  return `以下字符没有可用的字形，文中以标有编码的方框表示：${named}${rest}`;
};

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
