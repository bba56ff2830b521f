// What can be wrong with a camera or a microphone, told apart so that each gets its own instruction.
import type { Source } from '../../server/protocol/asks.ts';

export const PROBLEMS = ['refused', 'in_use', 'missing', 'ended', 'insecure', 'no_webrtc', 'failed'] as const;
export type Problem = (typeof PROBLEMS)[number];

/** Read out on the telephone, like the codes of errors; numbers never change their meaning. */
export const PROBLEM_CODE: Readonly<Record<Problem, number>> = {
  refused: 61,
  in_use: 62,
  missing: 63,
  ended: 64,
  insecure: 65,
  no_webrtc: 66,
  failed: 67,
};

/** What the browser has, apart from permissions. */
export type BrowserAbilities = {
  readonly secure: boolean;
  readonly hasMediaDevices: boolean;
  readonly hasPeerConnection: boolean;
  readonly userAgent: string;
};

export const browserAbilities = (): BrowserAbilities => ({
  secure: window.isSecureContext,
  // Typed as always there, but absent on pages without https and in old embedded browsers.
  hasMediaDevices: typeof (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === 'function',
  hasPeerConnection: typeof window.RTCPeerConnection === 'function',
  userAgent: navigator.userAgent,
});

/** A problem of the browser itself, found before asking for a device; null when there is none. */
export function browserProblem(abilities: BrowserAbilities): Problem | null {
  if (!abilities.secure) return 'insecure';
  if (!abilities.hasMediaDevices || !abilities.hasPeerConnection) return 'no_webrtc';
  return isTooOld(abilities.userAgent) ? 'no_webrtc' : null;
}

/** The oldest engines with which mediasoup-client can send and receive; on phones and pads of Apple the system's engine counts. */
export function isTooOld(userAgent: string): boolean {
  if (isApplePhone(userAgent)) return false;
  const [, chromium] = /\bChrom(?:e|ium)\/(\d+)/.exec(userAgent) ?? [];
  const [, firefox] = /\bFirefox\/(\d+)/.exec(userAgent) ?? [];
  return chromium === undefined ? Number(firefox ?? Infinity) < 120 : Number(chromium) < 74;
}

/** Some browsers for iPhones (UC, Quark) give themselves out for an engine of years ago; all of them run on the system's. */
export const isApplePhone = (userAgent: string): boolean => /iPhone|iPad|iPod/.test(userAgent);

/** Names of DOMException from getUserMedia (W3C Media Capture and Streams, 10.2), with the older names of WebKit and Gecko. */
export function problemFrom(thrown: unknown): Problem {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'refused';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in_use';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'failed';
  }
}

/** Where the permission is given back differs; the instruction names the right place. */
export type Platform = 'ios' | 'android' | 'desktop';

export function platformOf(userAgent: string): Platform {
  if (isApplePhone(userAgent)) return 'ios';
  return /Android|HarmonyOS|OpenHarmony/.test(userAgent) ? 'android' : 'desktop';
}

/** WeChat's built-in browser, which gives camera and microphone to few phones; WeCom answers to the same name. */
export const isWeChat = (userAgent: string): boolean => /MicroMessenger/i.test(userAgent);

export const SOURCES = ['microphone', 'camera'] as const satisfies readonly Source[];
