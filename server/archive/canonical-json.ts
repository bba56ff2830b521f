// One spelling for one value: JSON canonicalised after RFC 8785 (JCS), the ground under every hash over structured data.

/**
 * Keys sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them (RFC 8785, 3.2).
 * A property that is `undefined` is left out, as in JSON.
 * @throws TypeError for what has no single spelling: NaN, infinity, lone surrogates, class instances, functions, bigint.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberOf(value);
  if (typeof value === 'string') return stringOf(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${stringOf(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`a ${typeof value} has no canonical spelling`);
}

function numberOf(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical spelling`);
  return JSON.stringify(value);
}

function stringOf(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a text with half a character has no canonical spelling');
  return JSON.stringify(value);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
