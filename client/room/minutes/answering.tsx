// The minutes before they are answered: read to the end, object where they are wrong, then write one's name or not.
import { useState } from 'react';
import { type Ink, isBlank } from '../../../server/protocol/letter.ts';
import {
  MINUTES_LIMITS,
  type MinutesTextLine,
  type OwnMinutes,
  shownMinutes,
} from '../../../server/protocol/minutes.ts';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Field } from '../../look/field.tsx';
import type { Line } from '../connection.ts';
import { sha256 } from '../letter/sha256.ts';
import { AnswerSheet } from '../paper/answer-sheet.tsx';
import { useOneAct } from '../paper/use-one-act.ts';
import { useReading } from '../paper/use-reading.ts';
import type { MinutesActs } from './minutes-acts.ts';
import { MinutesText } from './minutes-text.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  readonly minutes: OwnMinutes;
  readonly acts: MinutesActs;
  readonly line: Line;
  readonly shown: boolean;
  /** The person had another text before them. */
  readonly changed: boolean;
};
type Work = 'object' | 'withdraw' | 'sign' | 'refuse';

export function Answering({ minutes, acts, line, shown, changed }: Props) {
  const { t } = useMinutesWords();
  const [read, setRead] = useState(false);
  const [page, setPage] = useState<'text' | 'pad'>('text');
  const [ink, setInk] = useState<Ink | null>(null);
  const [objecting, setObjecting] = useState<MinutesTextLine | null>(null);
  const [refusing, setRefusing] = useState(false);
  const reading = useReading(page === 'text');
  const { doing, refused, run } = useOneAct<Work>(acts.look);
  const blank = ink === null || isBlank(ink);
  // An older phone on a page without https cannot compute the check value.
  const secure = crypto.subtle !== undefined;
  const { length: objections } = minutes.objections;
  const whyNotSign = !secure ? t('sheet.insecure') : !read ? t('sheet.whyRead') : blank ? t('sheet.whyBlank') : null;
  /** While one act is on its way the others wait. */
  const sending = (work: Work): string | null => (doing === null || doing === work ? null : t('sheet.sending'));
  const sign = (): void =>
    void run('sign', async () => {
      if (ink !== null) await acts.sign(minutes, ink, await sha256(shownMinutes(minutes.text)));
    });
  return (
    <>
      <AnswerSheet
        say={(sentence) => t(`sheet.${sentence}`)}
        step={
          page === 'text'
            ? t(read ? 'sheet.readAlready' : 'sheet.readToEnd')
            : objections === 0
              ? t('sheet.signHere')
              : t('sheet.signObjecting', { n: objections })
        }
        busy={doing !== null}
        {...{ changed, line, refused, shown, read, reading, page }}
        onPage={setPage}
        onInk={setInk}
        text={
          <MinutesText
            minutes={minutes}
            reading={reading}
            notBecause={doing === null ? null : t('sheet.sending')}
            onObject={setObjecting}
            onWithdraw={({ objectionId }) => void run('withdraw', () => acts.withdraw(minutes, objectionId))}
          >
            {read ? null : (
              <Button
                kind="main"
                wide
                notBecause={reading.endSeen ? null : t('sheet.notAtEnd')}
                onPress={() => {
                  setRead(true);
                  setPage('pad');
                }}
              >
                {t('sheet.readDone')}
              </Button>
            )}
          </MinutesText>
        }
        choices={
          <>
            <Button wide busy={doing === 'sign'} notBecause={whyNotSign ?? sending('sign')} onPress={sign}>
              {t(objections === 0 ? 'sheet.sign' : 'sheet.signWith')}
            </Button>
            <Button wide busy={doing === 'refuse'} notBecause={sending('refuse')} onPress={() => setRefusing(true)}>
              {t('sheet.refuse')}
            </Button>
          </>
        }
      />
      {objecting === null ? null : (
        <Objecting
          line={objecting}
          busy={doing === 'object'}
          onClose={() => setObjecting(null)}
          onObject={async (objectionId, words) => {
            if (await run('object', () => acts.object(minutes, objectionId, objecting.id, words))) setObjecting(null);
          }}
        />
      )}
      {refusing ? (
        <Refusing
          onClose={() => setRefusing(false)}
          onRefuse={(words) => {
            setRefusing(false);
            void run('refuse', () => acts.refuse(minutes, words));
          }}
        />
      ) : null}
    </>
  );
}

type ObjectingProps = {
  readonly line: MinutesTextLine;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onObject: (objectionId: string, words: string) => Promise<void>;
};

function Objecting({ line, busy, onClose, onObject }: ObjectingProps) {
  const { t, common } = useMinutesWords();
  // Of this window: sent again after a lost answer, it is the same objection.
  const [id] = useState(() => crypto.randomUUID());
  const [words, setWords] = useState('');
  const [checked, setChecked] = useState(false);
  // One line on paper: a line break is a space.
  const said = words.replaceAll(/\s+/g, ' ').trim();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('objecting.title')}
      actions={
        <>
          <Button onPress={onClose}>{common('cancel')}</Button>
          <Button
            kind="main"
            busy={busy}
            onPress={() => {
              setChecked(true);
              if (said !== '') void onObject(id, said);
            }}
          >
            {t('objecting.act')}
          </Button>
        </>
      }
    >
      <blockquote className="minutes-quote" lang="zh-CN">
        {line.text}
      </blockquote>
      <Field
        label={t('objecting.label')}
        hint={t('objecting.hint')}
        value={words}
        onChange={setWords}
        lines={4}
        maxLength={MINUTES_LIMITS.words}
        autoFocus
        error={checked && said === '' ? t('objecting.empty') : undefined}
      />
      <p>{t('objecting.note')}</p>
    </Dialog>
  );
}

type RefusingProps = { readonly onClose: () => void; readonly onRefuse: (words: string) => void };

function Refusing({ onClose, onRefuse }: RefusingProps) {
  const { t } = useMinutesWords();
  const [words, setWords] = useState('');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('refusing.title')}
      actions={
        <>
          <Button onPress={onClose}>{t('refusing.stay')}</Button>
          <Button kind="main" onPress={() => onRefuse(words.replaceAll(/\s+/g, ' ').trim())}>
            {t('refusing.act')}
          </Button>
        </>
      }
    >
      <p>{t('refusing.note')}</p>
      <Field label={t('refusing.label')} value={words} onChange={setWords} lines={2} maxLength={MINUTES_LIMITS.words} />
    </Dialog>
  );
}
