// A letter for tests of its screens, and a room that answers as the server would.
import { vi } from 'vitest';
import { Capture } from '../../client/devices/capture.ts';
import { OwnLetter } from '../../client/room/letter/own-letter.ts';
import type { Room } from '../../client/room/room.ts';
import { arriving, type RoomState } from '../../client/room/room-state.ts';
import type { AskName } from '../../server/protocol/asks.ts';
import type { LetterView } from '../../server/protocol/letter.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { COMPLAINANT } from './room-examples.ts';

export const LETTER: LetterView = {
  letterId: '20000000-0000-4000-8000-000000000001',
  signerId: COMPLAINANT.personId,
  version: 1,
  title: '承诺书',
  state: 'shown',
  stateSinceMs: 1_200_000,
  medium: 'electronic',
  pdf: 'none',
  text: '我已经听明白。\n\n我自愿承诺。',
  textSha256: '',
  signerName: '王桂英',
  signerRole: 'complainant',
  witnessName: null,
  signedAtMs: null,
  signedAtRecordingMs: null,
  copyUrl: null,
  copyUntilMs: null,
};

export type Asked = { readonly name: AskName; readonly body: unknown };

/** Room as its screens see it; `answer` is the server. */
export class ExampleRoom {
  readonly asked: Asked[] = [];
  readonly #listeners = new Set<() => void>();
  #state: RoomState;
  #answer: (asked: Asked) => unknown;

  constructor(snapshot: RoomSnapshot, you: string, answer: (asked: Asked) => unknown) {
    this.#state = { ...arriving(true), line: 'connected', place: { at: 'seated', you, snapshot } };
    this.#answer = answer;
  }

  tell(change: Partial<RoomState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  answerWith(answer: (asked: Asked) => unknown): void {
    this.#answer = answer;
  }

  readonly asRoom = (): Room => {
    const ask = async (name: AskName, body: unknown): Promise<unknown> => {
      this.asked.push({ name, body });
      return this.#answer({ name, body });
    };
    const made = {
      visit: { capture: new Capture(), who: { hearingId: 'h', tabId: 't' } },
      state: () => this.#state,
      subscribe: (listener: () => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      ask,
      askUntilAnswered: ask,
      act: vi.fn(async () => true),
      readRefusal: () => undefined,
      preferLayer: () => undefined,
    };
    const letter = new OwnLetter(made.ask as Room['ask'], made.ask as Room['ask'], (told) =>
      this.tell({ letter: told }),
    );
    // The screens use no more of it than this.
    return { ...made, letter } as unknown as Room;
  };
}

/** happy-dom lays nothing out: what is on screen is said by the test. */
export class Looking {
  static seen: (() => void)[] = [];
  constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
    Looking.seen.push(() => told([{ isIntersecting: true }]));
  }
  observe(): void {}
  disconnect(): void {}
}
