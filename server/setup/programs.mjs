// The other programs: ffmpeg, readers of PDF and rare characters for the product; a browser, a voice and Chinese letters for the tests.
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFacts } from './files.mjs';
import { CACHE, isProgram, onPath, run } from './run.mjs';

const OLDEST_FFMPEG = 5;

/** Where our ffmpeg lies: the downloaded one, or a link to the machine's, so that the choice is made once. */
export function ffmpegPlace() {
  const tag = packageFacts('ffmpeg-static')['ffmpeg-static']['binary-release-tag'];
  return join(CACHE, 'ffmpeg', `${tag}-${process.platform}-${process.arch}`, 'ffmpeg');
}

export function chosenFfmpeg() {
  return isProgram(ffmpegPlace()) ? realpathSync(ffmpegPlace()) : undefined;
}

/** Chooses the machine's own ffmpeg if it is new enough; resolves to its path, else to undefined. */
export async function chooseSystemFfmpeg() {
  const path = onPath('ffmpeg');
  if (!path || !(await ffmpegRuns(path))) return undefined;
  mkdirSync(dirname(ffmpegPlace()), { recursive: true });
  rmSync(ffmpegPlace(), { force: true });
  symlinkSync(path, ffmpegPlace());
  return path;
}

export async function ffmpegRuns(path) {
  const { code, output } = await run(path, ['-version'], { timeoutMs: 15_000 });
  const [, major] = output.match(/^ffmpeg version n?(\d+)\./m) ?? [];
  // A build from ffmpeg's repository has no number; take it as new.
  return code === 0 && (major === undefined || Number(major) >= OLDEST_FFMPEG);
}

/** Opening a scan by two programs that share no code, each in a process of its own: what the one lets through, the other meets. */
export const SCAN_PACKAGES = { qpdf: 'qpdf', pdftoppm: 'poppler-utils' };

/** Han characters of extensions B to F, which occur in names; Noto Serif SC has few of them. */
export function hasRareFont() {
  return existsSync('/usr/share/fonts/truetype/hanazono/HanaMinB.ttf');
}

/** The tests read what was recorded by other code than what wrote it; ffmpeg-static has no ffprobe. */
export function findFfprobe() {
  return onPath('ffprobe');
}

export function findChromium() {
  return onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
}

/** Only a build that takes orders by WebDriver BiDi as released; a snap's wrapper cannot open profiles below /tmp. */
export function findFirefox() {
  return onPath('firefox-esr');
}

export function findEspeak() {
  return onPath('espeak-ng');
}

/** The relay that the tests send media through, where a network lets nothing else pass. */
export function findTurnServer() {
  return onPath('turnserver');
}

/** Without Chinese letters the screenshots of the tests would show boxes. */
export async function hasChineseFont() {
  if (existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc')) return true;
  return (await run('fc-list', [':lang=zh-cn'], { timeoutMs: 15_000 })).output.includes(':');
}
