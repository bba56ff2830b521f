// The keyboard of the transcript: one table for what keys do, so that the help can never say something else.

export const DEEDS = [
  'toggle',
  'back2',
  'back5',
  'forward5',
  'slower',
  'faster',
  'nextDoubt',
  'nextSpeaker',
  'nextStage',
  'edit',
  'confirm',
  'undo',
  'find',
  'help',
] as const;
export type Deed = (typeof DEEDS)[number];

type Chord = {
  readonly key: string;
  readonly shift?: true;
  readonly control?: true;
  /** Works while a line is being typed, too: function keys type nothing and belong to no input method. */
  readonly whileTyping?: true;
};

export const KEYS: Readonly<Record<Deed, readonly Chord[]>> = {
  toggle: [{ key: ' ' }, { key: 'F2', whileTyping: true }],
  back2: [{ key: 'ArrowLeft' }, { key: 'F4', whileTyping: true }],
  back5: [
    { key: 'ArrowLeft', shift: true },
    { key: 'F4', shift: true, whileTyping: true },
  ],
  forward5: [{ key: 'ArrowRight', shift: true }],
  slower: [{ key: '[' }, { key: 'F8', whileTyping: true }],
  faster: [{ key: ']' }, { key: 'F9', whileTyping: true }],
  nextDoubt: [{ key: 'd' }],
  nextSpeaker: [{ key: 's' }],
  nextStage: [{ key: 'g' }],
  edit: [{ key: 'Enter' }],
  confirm: [{ key: 'c' }],
  undo: [{ key: 'z', control: true }],
  find: [{ key: 'f' }],
  help: [{ key: '?', shift: true }],
};

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>;

/** @param typing the keyboard belongs to a field @param busy it belongs to a button or a player, which takes space and enter itself */
export function deedOf(pressed: Pressed, typing: boolean, busy: boolean): Deed | null {
  if (pressed.isComposing || pressed.altKey) return null;
  const control = pressed.ctrlKey || pressed.metaKey;
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  if (busy && (key === ' ' || key === 'Enter')) return null;
  for (const deed of DEEDS) {
    const isMeant = KEYS[deed].some(
      (chord) =>
        chord.key === key &&
        (chord.shift === true) === pressed.shiftKey &&
        (chord.control === true) === control &&
        (!typing || chord.whileTyping === true),
    );
    if (isMeant) return deed;
  }
  return null;
}

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→' };

/** As it stands on the keys. */
export const chordWords = ({ key, shift, control }: Chord): string =>
  [...(control ? ['Ctrl'] : []), ...(shift && key !== '?' ? ['Shift'] : []), NAMES[key] ?? key.toUpperCase()].join(
    ' + ',
  );
