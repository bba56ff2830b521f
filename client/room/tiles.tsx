// Everybody at the table, in fixed seats, as large as the space allows.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Id } from '../../server/protocol/ids.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { useCapture } from '../devices/use-capture.ts';
import { type Grid, gridFor } from './grid.ts';
import { observersIn, personIn, sharingWith, tilesOf } from './reading.ts';
import { Tile } from './tile.tsx';
import { useRoom, useRoomState } from './use-room.tsx';
import './tiles.css';

const GAP = 8;

export function Tiles({ snapshot, you }: { readonly snapshot: RoomSnapshot; readonly you: Id }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { received } = useRoomState();
  const capture = useCapture(room.visit.capture);
  const people = tilesOf(snapshot);
  const [space, grid, scrolls] = useGrid(people.length);
  const observers = observersIn(snapshot);
  return (
    <section className="tiles" aria-label={t('tile.grid')}>
      {/* Where not everybody fits, the keyboard too must be able to scroll. */}
      <div className="tiles-space" ref={space} tabIndex={scrolls ? 0 : undefined}>
        <div
          className="tiles-grid"
          style={{
            gridTemplateColumns: `repeat(${grid.columns}, ${grid.tileWidth}px)`,
            gridAutoRows: `${grid.tileHeight}px`,
          }}
        >
          {people.map((person) => (
            <Tile
              key={person.personId}
              person={person}
              sharing={sharingWith(snapshot, person.personId)}
              device={person.atDeviceOf === null ? undefined : personIn(snapshot, person.atDeviceOf)}
              received={received.find((one) => one.personId === person.personId && one.source === 'camera')}
              own={person.personId === you ? (capture.camera.state === 'on' ? capture.camera.track : null) : undefined}
              width={grid.tileWidth}
            />
          ))}
        </div>
      </div>
      {observers > 0 ? <p className="tiles-observers">{t('tile.observers', { number: observers })}</p> : null}
    </section>
  );
}

function useGrid(count: number) {
  const space = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = space.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const grid: Grid = gridFor(count, size.width, size.height, GAP);
  const rows = Math.ceil(count / grid.columns);
  const scrolls = rows * (grid.tileHeight + GAP) - GAP > size.height;
  return [space, grid, scrolls] as const;
}
