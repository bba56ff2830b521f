// Names as a public copy shows them (张某某): a view over text; what is kept is never changed.
import type { HearingRole } from './roles.ts';

/** Whose names a public copy hides. Who acts for an office, hears or judges stands in public by name. */
const HIDDEN: readonly HearingRole[] = ['complainant', 'agent', 'other_party', 'witness', 'interpreter', 'observer'];
export const isMasked = (role: HearingRole): boolean => HIDDEN.includes(role);

// The compound surnames that are common today.
const COMPOUND =
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 轩辕 端木 呼延 南宫 东郭 西门 独孤 百里 闻人 申屠 太史 钟离'.split(
    ' ',
  );
/** Tells apart who would be called the same: 张某甲, 张某乙. */
const STEMS = '甲乙丙丁戊己庚辛壬癸';
const HAN = /^\p{Script=Han}+$/u;
/** Numbers of identity cards and of mobile telephones. */
const NUMBERS = /(?<!\d)(?:\d{17}[\dXx]|1\d{10})(?!\d)/g;

function hidden(name: string): string {
  const parts = name.split(/[·•・]/u);
  if (parts.length > 1) return parts.map((part) => afterFirst(part, 1)).join('·');
  if (HAN.test(name)) return afterFirst(name, COMPOUND.some((surname) => name.startsWith(surname)) ? 2 : 1);
  return name
    .split(/\s+/)
    .map((part) => `${[...part][0] ?? ''}.`)
    .join(' ');
}

/** A name of one character is hidden whole. */
function afterFirst(name: string, kept: number): string {
  const characters = [...name];
  if (characters.length <= kept) return kept === 2 ? `${name}某` : '某';
  return characters.slice(0, kept).join('') + '某'.repeat(characters.length - kept);
}

/**
 * Hides these names and all numbers of identity cards and mobile telephones. The same name is hidden in the same way everywhere.
 * @param names each person once, in an order that does not change: it decides who is 甲 and who is 乙
 */
export function maskOf(names: readonly string[]): (text: string) => string {
  const known = [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '');
  const shown = new Map(
    known.map((name) => {
      const same = known.filter((other) => hidden(other) === hidden(name));
      const place = same.indexOf(name);
      return [name, same.length === 1 ? hidden(name) : `${hidden(name)}${STEMS[place] ?? place + 1}`];
    }),
  );
  // The longest first: 张三丰 is not 张三 with something behind it.
  const pattern = [...known]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('|');
  const inText = pattern === '' ? null : new RegExp(pattern, 'gu');
  return (text) => {
    const masked = text.replace(NUMBERS, (number) => '×'.repeat(number.length));
    return inText === null ? masked : masked.replace(inText, (name) => shown.get(name) ?? name);
  };
}
