// Which devices the person chose, kept for the next visit; and what they do without, kept for a reload of this tab only.
import type { Source } from '../../server/protocol/asks.ts';

type Wish = { readonly wanted: boolean; readonly deviceId: string | null };
export type Wishes = Readonly<Record<Source, Wish>>;

const CHOSEN = 'open-hearing.devices';
const WITHOUT = 'open-hearing.without';

/** `chosen` is JSON of device ids, `without` names sources; anything unreadable counts as no choice. */
export function readWishes(chosen: string | null, without: string | null): Wishes {
  const ids = idsIn(chosen);
  const wish = (source: Source): Wish => ({
    wanted: !(without ?? '').split(' ').includes(source),
    deviceId: ids.get(source) ?? null,
  });
  return { microphone: wish('microphone'), camera: wish('camera') };
}

function idsIn(text: string | null): ReadonlyMap<string, string> {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    return new Map(entries.flatMap(([source, id]) => (typeof id === 'string' ? [[source, id]] : [])));
  } catch {
    return new Map();
  }
}

/** Going without a camera today says nothing about tomorrow, so only the choice of device outlives the tab. */
export const writeWishes = (wishes: Wishes): { readonly chosen: string; readonly without: string } => ({
  chosen: JSON.stringify({ microphone: wishes.microphone.deviceId, camera: wishes.camera.deviceId }),
  without: (['microphone', 'camera'] as const).filter((source) => !wishes[source].wanted).join(' '),
});

export function keptWishes(): Wishes {
  try {
    return readWishes(localStorage.getItem(CHOSEN), sessionStorage.getItem(WITHOUT));
  } catch {
    return readWishes(null, null);
  }
}

export function keepWishes(wishes: Wishes): void {
  try {
    const { chosen, without } = writeWishes(wishes);
    localStorage.setItem(CHOSEN, chosen);
    sessionStorage.setItem(WITHOUT, without);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}
