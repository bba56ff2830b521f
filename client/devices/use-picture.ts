// Shows a track in a <video>, and goes on showing it after a telephone call or another app has made a phone's browser stop.
import { type RefObject, useEffect, useRef } from 'react';

export function usePicture(track: MediaStreamTrack): RefObject<HTMLVideoElement | null> {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const play = (): void => void element.play().catch(() => undefined);
    // iOS stops every picture when the page goes to the background and starts none of them again.
    const back = (): void => {
      if (document.visibilityState === 'visible' && element.paused) play();
    };
    element.srcObject = new MediaStream([track]);
    play();
    document.addEventListener('visibilitychange', back);
    return () => {
      document.removeEventListener('visibilitychange', back);
      element.srcObject = null;
    };
  }, [track]);
  return video;
}
