// Which tracks are missing in a composed recording, by name: whose, sound or picture, from when on.
import type { TFunction } from 'i18next';
import type { CompositionState, Person } from '../../../server/protocol/api.ts';
import { clock } from '../../look/figures.ts';

type Skipped = NonNullable<CompositionState['current']>['skipped'];

export const skippedTracks = (skipped: Skipped, people: readonly Person[], t: TFunction<'desk'>): string =>
  skipped
    .map(({ personId, source, startMs }) =>
      t('composed.track', {
        name: people.find((person) => person.id === personId)?.name ?? personId.slice(0, 8),
        source: t(source === 'microphone' ? 'recording.sound' : 'recording.picture'),
        start: clock(startMs),
      }),
    )
    .join(t('list.comma'));
