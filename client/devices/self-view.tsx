// The person's own picture, mirrored as in a mirror, which is how people know their face.
import { useEffect, useRef } from 'react';
import './devices.css';

export function SelfView({ track, label }: { readonly track: MediaStreamTrack; readonly label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    void element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return <video ref={video} className="self-view" muted playsInline autoPlay aria-label={label} />;
}
