// The person's own picture, mirrored as in a mirror, which is how people know their face.
import './devices.css';
import { usePicture } from './use-picture.ts';

export function SelfView({ track, label }: { readonly track: MediaStreamTrack; readonly label: string }) {
  const video = usePicture(track);
  return <video ref={video} className="self-view" muted playsInline autoPlay aria-label={label} />;
}
