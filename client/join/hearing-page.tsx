// The hearing itself, loaded when it is needed: the pages before it stay light.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinInfo } from '../../server/protocol/api.ts';
import { producesMedia } from '../../server/protocol/stages.ts';
import type { Capture } from '../devices/capture.ts';
import { Loading } from '../look/loading.tsx';
import { newId } from '../new-id.ts';
import type { Who } from '../room/connection.ts';

/** Fetches everything for the call, media included, so that nobody waits after pressing "enter". */
export async function loadHearing(): Promise<typeof import('../room/hearing.tsx')> {
  const [hearing] = await Promise.all([import('../room/hearing.tsx'), import('../room/media.ts')]);
  return hearing;
}

const Hearing = lazy(async () => ({ default: (await loadHearing()).Hearing }));

export function HearingPage({ info, capture }: { readonly info: JoinInfo; readonly capture: Capture }) {
  const { t } = useTranslation('room');
  const [who] = useState<Who>(() => ({ hearingId: info.hearingId, personId: info.personId, tabId: newId() }));
  return (
    <Suspense fallback={<Loading words={t('door')} />}>
      <Hearing
        who={who}
        capture={capture}
        listener={!producesMedia(info.role)}
        officeName={info.officeName}
        phone={info.officePhone}
      />
    </Suspense>
  );
}
