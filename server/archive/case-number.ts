// Case numbers: one canonical form for the many ways in which the same number is typed.
import { AppError } from '../errors.ts';

/** What NFKC leaves of the brackets that people and input methods use round the year: 〔2026〕 （2026） [2026] 【2026】 ... */
const OPENING = /[([{〔【〖〘〚⟦]/g;
const CLOSING = /[)\]}〕】〗〙〛⟧]/g;
/** Case numbers have no spaces; what looks like none (zero-width, soft hyphen) is no part of them either. */
const SPACES = /[\s\p{Cf}]+/gu;
const YEAR_OR_BRACKET = /〔(\d{4})〕|[〔〕]/g;

export type CaseNumber = {
  /** Shown: no spaces, half-width, 〔〕 round a year and （） round anything else; letter case as typed. */
  readonly canonical: string;
  /** Compared and unique: as canonical, in lower case, with 〔〕 for every bracket. */
  readonly key: string;
};

/**
 * Example: `沪检控听（２０２６） 12号` and `沪检控听[2026]12号` are both `沪检控听〔2026〕12号`.
 * @throws AppError `bad_request` when nothing is left.
 */
export function normaliseCaseNumber(typed: string): CaseNumber {
  const bare = withoutSpaces(typed);
  if (bare === '') throw new AppError('bad_request', 'the case number is empty');
  const canonical = oneBracket(bare).replace(YEAR_OR_BRACKET, (found, year: string | undefined) => {
    if (year !== undefined) return found;
    return found === '〔' ? '（' : '）';
  });
  return { canonical, key: caseNumberKey(bare) };
}

/** The form in which numbers, and parts of numbers that somebody searches for, are compared. May be empty. */
export function caseNumberKey(typed: string): string {
  return oneBracket(withoutSpaces(withoutSpaces(typed).toLowerCase()));
}

/** Twice, because a letter may decompose into spaces (´) and lower case into marks that compose again. */
function withoutSpaces(text: string): string {
  return text.normalize('NFKC').replace(SPACES, '').normalize('NFKC').replace(SPACES, '');
}

function oneBracket(text: string): string {
  return text.replace(OPENING, '〔').replace(CLOSING, '〕');
}
