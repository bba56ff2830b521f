// How titles and names are compared in a search: width, letter case and runs of spaces do not matter.

/** Kept beside the text that it was made of, so that every database compares in the same way. */
export function searchKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** The LIKE pattern "contains `part`", in which % and _ mean themselves; goes with ESCAPE '\'. */
export function contains(part: string): string {
  return `%${part.replace(/[\\%_]/g, '\\$&')}%`;
}
