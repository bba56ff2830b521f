// What a signer may do with the minutes, whichever device they lie on.
import type { AskBody, AskName, AskReply } from '../../../server/protocol/asks.ts';
import type { Id } from '../../../server/protocol/ids.ts';
import type { Ink } from '../../../server/protocol/letter.ts';
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { OwnPaper } from '../paper/own-paper.ts';

/** Each resolves when the server has kept it; the new state then comes by itself. */
export type MinutesActs = {
  readonly object: (minutes: OwnMinutes, objectionId: Id, lineId: Id, words: string) => Promise<void>;
  readonly withdraw: (minutes: OwnMinutes, objectionId: Id) => Promise<void>;
  readonly sign: (minutes: OwnMinutes, ink: Ink, textSha256: string) => Promise<void>;
  readonly refuse: (minutes: OwnMinutes, words: string) => Promise<void>;
  /** Asks for them again, after the server said that they were changed. */
  readonly look: () => Promise<void>;
};

type Ask = <Name extends AskName>(name: Name, body: AskBody<Name>) => Promise<AskReply[Name]>;
type Told = (minutes: OwnMinutes | null) => void;

/** On the signer's own device. */
export function ownActs(ask: Ask, askUntilAnswered: Ask, told: Told): MinutesActs {
  const paper = new OwnPaper(() => ask('myMinutes', {}), told);
  return {
    object: ({ version }, objectionId, lineId, words) =>
      paper.take(askUntilAnswered('objectToMinutes', { version, objectionId, lineId, words })),
    withdraw: ({ version }, objectionId) => paper.take(askUntilAnswered('withdrawObjection', { version, objectionId })),
    sign: ({ version }, ink, textSha256) => paper.take(askUntilAnswered('signMinutes', { version, ink, textSha256 })),
    refuse: ({ version }, words) => paper.take(askUntilAnswered('refuseMinutes', { version, ...said(words) })),
    look: () => paper.look(),
  };
}

/** On the clerk's, for somebody whom the clerk has identified. */
export function besideActs(askUntilAnswered: Ask, personId: Id, version: number, told: Told): MinutesActs {
  const by = { personId, identityChecked: true } as const;
  const paper = new OwnPaper(() => askUntilAnswered('minutesBeside', { act: 'read', version, ...by }), told);
  const act = (body: AskBody<'minutesBeside'>) => paper.take(askUntilAnswered('minutesBeside', body));
  return {
    object: (minutes, objectionId, lineId, words) =>
      act({ act: 'object', version: minutes.version, objectionId, lineId, words, ...by }),
    withdraw: (minutes, objectionId) => act({ act: 'withdraw', version: minutes.version, objectionId, ...by }),
    sign: (minutes, ink, textSha256) => act({ act: 'sign', version: minutes.version, ink, textSha256, ...by }),
    refuse: (minutes, words) => act({ act: 'refuse', version: minutes.version, ...said(words), ...by }),
    look: () => paper.look(),
  };
}

const said = (words: string): { words?: string } => (words.trim() === '' ? {} : { words: words.trim() });
