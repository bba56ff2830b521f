// A telephone call or another app takes a device away without ending its track: some phones give it back by themselves, some never do.

/** A track may be without sound or picture for this long before the person is told. */
const PATIENCE_MS = 3000;

/** Calls `lost` when the system has held the track back for some seconds, and `back` when it then gives it back alive. */
export function whenInterrupted(track: MediaStreamTrack, lost: () => void, back: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  track.addEventListener('mute', () => {
    clearTimeout(timer);
    timer = setTimeout(lost, PATIENCE_MS);
  });
  track.addEventListener('unmute', () => {
    clearTimeout(timer);
    if (track.readyState === 'live') back();
  });
}
