// What chair and clerk are told when the record is broken or is about to be, and the one thing that they can do about it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiskAlarm, RecordFault, RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { Button } from '../look/button.tsx';
import { Notice } from '../look/notice.tsx';
import { personIn } from './reading.ts';
import { useList } from './use-list.ts';
import { useRoom } from './use-room.tsx';

export function RecordTrouble({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { recording, disk } = snapshot;
  return (
    <>
      {recording.state === 'failed' ? <Faults snapshot={snapshot} faults={recording.faults} /> : null}
      {disk === null ? null : <DiskNotice disk={disk} />}
    </>
  );
}

function Faults({ snapshot, faults }: { readonly snapshot: RoomSnapshot; readonly faults: readonly RecordFault[] }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const list = useList();
  const [restarting, setRestarting] = useState(false);
  const nameOf = ({ personId, source }: RecordFault): string =>
    personId === null || source === null
      ? t('recordTrouble.everything')
      : t(`recordTrouble.${source}`, { name: personIn(snapshot, personId)?.name ?? '' });
  const reasons = [...new Set(faults.map(({ reason }) => reason))];
  const restart = async (): Promise<void> => {
    setRestarting(true);
    await room.act('restartRecording', {});
    setRestarting(false);
  };
  return (
    <Notice
      kind="danger"
      title={t('recordTrouble.title')}
      actions={
        <Button kind="main" disabled={restarting} onPress={() => void restart()}>
          {t(restarting ? 'recordTrouble.restarting' : 'recordTrouble.restart')}
        </Button>
      }
    >
      {reasons.map((reason) => (
        <p key={reason}>
          {t(`recordTrouble.${reason}`, {
            what: list(faults.filter((fault) => fault.reason === reason).map(nameOf)),
          })}
        </p>
      ))}
      <p>{t('recordTrouble.what')}</p>
    </Notice>
  );
}

function DiskNotice({ disk: { level, freeBytes } }: { readonly disk: DiskAlarm }) {
  const { t } = useTranslation('room');
  const free = `${(freeBytes / 1e9).toFixed(1)} GB`;
  return (
    <Notice kind={level === 'low' ? 'warn' : 'danger'} title={t('recordTrouble.diskTitle')}>
      {t(`recordTrouble.${level}`, { free })}
    </Notice>
  );
}
