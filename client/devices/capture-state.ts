// What is known of the person's microphone and camera at one moment.
import type { Source } from '../../server/protocol/asks.ts';
import type { Problem } from './problem.ts';
import type { Wishes } from './wishes.ts';

export type DeviceState =
  | { readonly state: 'idle' }
  | { readonly state: 'asking' }
  | { readonly state: 'on'; readonly track: MediaStreamTrack }
  /** The person does without it. */
  | { readonly state: 'unwanted' }
  | { readonly state: 'problem'; readonly problem: Problem };

/** replaced: it was pulled out, and this one was taken instead. notChanged: the one that was chosen does not open, the other goes on. */
type DeviceNews = { readonly what: 'replaced' | 'notChanged'; readonly source: Source; readonly label: string };

export type CaptureState = Readonly<Record<Source, DeviceState>> & {
  readonly devices: readonly MediaDeviceInfo[];
  readonly wishes: Wishes;
  /** Until it is read. */
  readonly news: DeviceNews | null;
};

const DEVICE_KIND = { microphone: 'audioinput', camera: 'videoinput' } as const;

export const isProblem = (device: DeviceState, problems: readonly Problem[]): boolean =>
  device.state === 'problem' && problems.includes(device.problem);

export const devicesFor = (state: CaptureState, source: Source): readonly MediaDeviceInfo[] =>
  state.devices.filter((device) => device.kind === DEVICE_KIND[source]);
