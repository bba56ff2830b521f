// letter: a live hearing that is really recorded; one person signs again and again, each time another version, from the signature to the PDF in the store.
import { createHash } from 'node:crypto';
import type { AskBody } from '../../server/protocol/asks.ts';
import { type Ink, LETTER_LIMITS, type LetterView, shownText } from '../../server/protocol/letter.ts';
import { closeHearing, enterAsStaff, nextStage, openHearing } from '../browser/walk.ts';
import type { Tab } from '../running/browserless.ts';
import { openChromium } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { openOffice, prepareHearing } from '../running/prepared.ts';
import { startServer } from '../running/server.ts';
import type { Benchmark } from './figures.ts';

const STAGES = [
  '介绍案情及听证问题',
  '当事人说明情况',
  '听证员提问',
  '听证员意见',
  '最后陈述',
  '总结·当场宣布',
  '签署承诺书·核对笔录并签名',
];
const SENTENCE = '本人认可听证会上查明的事实，认可检察机关的处理意见，自愿息诉罢访，并自愿承担相应责任；';

const PATIENCE_MS = 60_000;

export const run: Benchmark = async (args) => {
  const rounds = Number(args[0] ?? 100);
  const server = await startServer();
  const office = await openOffice(server);
  const hearing = await prepareHearing(office);
  const chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  const tabs: Tab[] = [];
  try {
    await continueAs(chair, office.staff.prosecutor.browser);
    await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
    await enterAsStaff(chair.page);
    const clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
    tabs.push(clerk);
    await clerk.ask('enter', {});
    const [guest] = hearing.participants;
    if (guest === undefined) throw new Error('nobody to sign');
    for (const { browser, personId } of hearing.participants) {
      const tab = await browser.connect(hearing.hearingId, personId);
      tabs.push(tab);
      await tab.ask('enter', {});
      await chair.page
        .getByRole('button', { name: /^请进：/ })
        .first()
        .click();
      await tab.notice('admitted');
      await tab.ask('enter', {});
    }
    const signer = tabs[1] ?? clerk;
    await openHearing(chair.page);
    for (const stage of STAGES) await nextStage(chair.page, stage);

    const letterId = crypto.randomUUID();
    const wording = await clerk.ask('draftLetter', { signerId: guest.personId });
    await clerk.ask('prepareLetter', { letterId, signerId: guest.personId, ...wording });
    const milliseconds: number[] = [];
    const answered: number[] = [];
    const bytes: number[] = [];
    for (let version = 1; version <= rounds; version += 1) {
      if (version > 1) {
        // From the template's length to the longest letter that may be.
        const more = SENTENCE.repeat(Math.floor((version * LETTER_LIMITS.text) / rounds / SENTENCE.length));
        const text = `第 ${version} 稿。\n${wording.text}\n${more}`;
        const about = { letterId, version: version - 1, title: wording.title };
        await clerk.ask('changeLetter', { ...about, text: text.slice(0, LETTER_LIMITS.text) });
      }
      const shown = await clerk.ask('showLetter', { letterId, version });
      await signer.ask('finishReadingLetter', { letterId, version });
      const startedAtMs = await sign(signer, { letterId, version, textSha256: hashOf(shown), ink: signature(version) });
      answered.push(performance.now() - startedAtMs);
      await clerk.notice(
        'roomChanged',
        (change) => change.letters?.some((one) => one.version === version && one.pdf === 'ready') ?? false,
      );
      milliseconds.push(performance.now() - startedAtMs);
      const detail = await office.staff.clerk.browser.call('hearingDetail', {}, hearing.hearingId);
      bytes.push(detail.letters[0]?.bytes ?? Number.POSITIVE_INFINITY);
    }
    await closeHearing(chair.page);
    return {
      conditions: { signings: rounds, points: LETTER_LIMITS.points, characters: `template to ${LETTER_LIMITS.text}` },
      figures: [
        { name: 'signature to stored PDF, p50', value: at(milliseconds, 0.5), unit: 'ms' },
        { name: 'signature to stored PDF, p95', value: at(milliseconds, 0.95), unit: 'ms' },
        { name: 'signature to stored PDF, slowest', value: at(milliseconds, 1), unit: 'ms' },
        { name: 'signature to its answer, p95', value: at(answered, 0.95), unit: 'ms' },
        { name: 'size of the largest PDF', value: at(bytes, 1) / 1_000, unit: 'kB' },
      ],
    };
  } finally {
    for (const tab of tabs) tab.close();
    await chair.browser.close();
    await server.remove();
  }
};

/** When the signing that was taken began: a machine under load may record nothing for a moment, and nothing is signed then. */
async function sign(signer: Tab, signing: AskBody<'signLetter'>): Promise<number> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const startedAtMs = performance.now();
    const answer = await signer.answer('signLetter', signing);
    if (answer.ok) return startedAtMs;
    if (answer.refusal.code !== 'not_recording' || startedAtMs > endMs) throw new Error(answer.refusal.code);
  }
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const hashOf = (view: LetterView): string => createHash('sha256').update(shownText(view)).digest('hex');

/** As many points as a signature may have. */
function signature(seed: number): Ink {
  const each = LETTER_LIMITS.points / 20;
  const strokes = Array.from({ length: 20 }, (_, stroke) =>
    Array.from({ length: each }, (_, index): [number, number, number] => {
      const along = (stroke * each + index) / LETTER_LIMITS.points;
      const wave = 0.2 + 0.1 * Math.sin(along * 60 + seed);
      return [short(0.05 + 0.9 * along), short(wave), (stroke * each + index) * 4];
    }),
  );
  return { height: 0.4, strokes };
}
const short = (value: number): number => Math.round(value * 10_000) / 10_000;
