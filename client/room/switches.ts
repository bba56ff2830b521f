// Whether the person's microphone is switched on, and whether they have entered, kept for a reload of this tab.

const microphoneKey = (hearingId: string): string => `open-hearing.microphone.${hearingId}`;
const enteredKey = (hearingId: string): string => `open-hearing.entered.${hearingId}`;

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage is forbidden here: a reload begins at the device check.
  }
}

/** On unless switched off: the stage holds it until the person has the floor, and then it must work without a search for a button. */
export const keptMicrophone = (hearingId: string): boolean => read(microphoneKey(hearingId)) !== 'off';
export const keepMicrophone = (hearingId: string, on: boolean): void =>
  write(microphoneKey(hearingId), on ? null : 'off');

/** True after a reload of a tab that was in the hearing: goes straight back to the seat. */
export const hasEntered = (hearingId: string): boolean => read(enteredKey(hearingId)) === 'yes';
export const keepEntered = (hearingId: string, entered: boolean): void =>
  write(enteredKey(hearingId), entered ? 'yes' : null);
