// Through which loudspeaker the person wants to hear, kept for the next visit; empty for the system's own.

const KEPT_AS = 'open-hearing.speaker';

export function keptSpeaker(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? '';
  } catch {
    return '';
  }
}

export function keepSpeaker(deviceId: string): void {
  try {
    localStorage.setItem(KEPT_AS, deviceId);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}
