// Before the minutes are laid before people: who they are, and that somebody has read it all.
import { useState } from 'react';
import type { Id } from '../../../server/protocol/ids.ts';
import { type MinutesProgress, maySignMinutes } from '../../../server/protocol/minutes.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Refused } from '../../look/refused.tsx';
import { Checkbox } from '../../look/tick.tsx';
import { useMinutesWords } from '../minutes/use-minutes-words.ts';
import { useRoom } from '../use-room.tsx';
import { useLetterAct } from './use-letter-act.ts';

type Props = { readonly snapshot: RoomSnapshot; readonly minutes: MinutesProgress; readonly onClose: () => void };

export function PresentDialog({ snapshot, minutes, onClose }: Props) {
  const { t, common } = useMinutesWords();
  const room = useRoom();
  const act = useLetterAct();
  const already = new Set(minutes.signers.map(({ personId }) => personId));
  const people = snapshot.people.filter(({ role, presence }) => maySignMinutes(role) && presence !== 'removed');
  const isThere = (presence: string): boolean => presence === 'in_room' || presence === 'reconnecting';
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(
    () => new Set(people.filter(({ presence }) => isThere(presence)).map(({ personId }) => personId)),
  );
  const [read, setRead] = useState(minutes.state !== 'drafting');
  const signerIds = [...chosen].filter((id) => !already.has(id));
  const choose = (personId: Id, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(personId);
    else next.delete(personId);
    setChosen(next);
  };
  const present = async (): Promise<void> => {
    const done = await act.run(() =>
      room.ask('presentMinutes', { version: minutes.version, signerIds, readThrough: true }),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('presenting.title')}
      actions={
        <>
          <Button onPress={onClose}>{common('cancel')}</Button>
          <Button
            kind="main"
            busy={act.busy}
            notBecause={signerIds.length === 0 ? t('presenting.nobody') : read ? null : t('presenting.notRead')}
            onPress={() => void present()}
          >
            {t('presenting.act')}
          </Button>
        </>
      }
    >
      <p>{t('presenting.intro')}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: no form, a list of choices */}
      <div role="group" aria-label={t('presenting.people')}>
        {people.map(({ personId, name, role, presence }) => {
          const why = already.has(personId)
            ? t('presenting.already')
            : isThere(presence)
              ? ''
              : t('presenting.notHere');
          return (
            <Checkbox
              key={personId}
              label={`${common(`role.${role}`)} ${name}${why === '' ? '' : `（${why}）`}`}
              checked={already.has(personId) || chosen.has(personId)}
              disabled={already.has(personId)}
              onChange={(on) => choose(personId, on)}
            />
          );
        })}
      </div>
      {minutes.state === 'drafting' ? (
        <Checkbox label={t('presenting.readThrough')} checked={read} onChange={setRead} />
      ) : null}
      <Refused code={act.refused} />
    </Dialog>
  );
}
