// The pad for a name written by hand: finger, pen or mouse; sharp on every screen; to be undone and written again.
import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Ink } from '../../../server/protocol/letter.ts';
import { Button } from '../../look/button.tsx';
import { drawInk, drawLine } from './draw-ink.ts';
import { Pen } from './pen.ts';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  /** What who cannot write here may do. */
  readonly otherwise: string;
  /** Hidden, it has no size. */
  readonly shown: boolean;
  /** After every stroke; null when there is nothing. */
  readonly onInk: (ink: Ink | null) => void;
};

export function SignaturePad({ shown, otherwise, onInk }: Props) {
  const { t } = useLetterWords();
  const [pen] = useState(() => new Pen());
  const canvas = useRef<HTMLCanvasElement>(null);
  const [written, setWritten] = useState(false);
  const [full, setFull] = useState(false);

  const redraw = useCallback((): void => {
    if (canvas.current !== null) drawInk(canvas.current, pen);
  }, [pen]);
  // A phone that is turned, a window that grows: the same drawing in the new place.
  useEffect(() => {
    if (!shown || canvas.current === null) return;
    redraw();
    const observer = new ResizeObserver(redraw);
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [shown, redraw]);

  const tell = (): void => {
    setWritten(pen.strokes.length > 0);
    onInk(pen.ink());
  };
  const down = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (!event.isPrimary || event.button !== 0) return;
    // Keeps a long press from opening the browser's menu, and the mouse from selecting text.
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const taken = pen.down(...at(event.nativeEvent, event.currentTarget));
    setFull(!taken);
    setWritten(true);
    if (taken) drawLine(event.currentTarget, pen);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (!event.isPrimary) return;
    const native = event.nativeEvent;
    const all = native.getCoalescedEvents?.() ?? [];
    for (const one of all.length > 0 ? all : [native]) {
      if (pen.move(...at(one, event.currentTarget))) drawLine(event.currentTarget, pen);
    }
  };
  const up = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (!event.isPrimary) return;
    pen.up();
    tell();
  };
  const again = (act: () => void): void => {
    act();
    setFull(false);
    redraw();
    tell();
  };

  return (
    <>
      <div className="paper-pad">
        <canvas
          ref={canvas}
          role="img"
          aria-label={t('sheet.pad')}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={up}
          onPointerCancel={up}
        />
        {written ? null : (
          <span className="paper-pad-empty" aria-hidden="true">
            {t('sheet.padEmpty')}
          </span>
        )}
      </div>
      <div className="paper-pad-acts">
        <Button disabled={!written} onPress={() => again(() => pen.undo())}>
          {t('sheet.undo')}
        </Button>
        <Button disabled={!written} onPress={() => again(() => pen.clear())}>
          {t('sheet.clear')}
        </Button>
      </div>
      <p className="paper-cannot">{full ? <strong>{t('sheet.full')}</strong> : otherwise}</p>
    </>
  );
}

function at(
  event: globalThis.PointerEvent,
  canvas: HTMLCanvasElement,
): [x: number, y: number, atMs: number, pad: { width: number; height: number }] {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top, event.timeStamp, { width, height }];
}
