// Files the scan of a letter signed by hand: chosen or photographed, sent with its progress, goes on by itself after a broken line.
import { useEffect, useRef, useState } from 'react';
import type { ScanReceipt } from '../../../server/protocol/letter.ts';
import { Button } from '../../look/button.tsx';
import { bytes, shortHash } from '../../look/figures.ts';
import { Notice } from '../../look/notice.tsx';
import { Refusal } from '../refusal.tsx';
import { useMe } from '../session.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import './scan-upload.css';
import { LEFT, type ScanProgress, sendScan } from './send-scan.ts';

/** Endings as well: some systems know no media type of a file. Without HEIC in it, a phone turns its photographs into JPEG. */
const KINDS = 'application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png';
const PHOTOGRAPHS = 'image/jpeg,image/png';

type Props = {
  readonly letterId: string;
  readonly signerName: string;
  readonly onFiled: (receipt: ScanReceipt) => void;
};

export function ScanUpload({ letterId, signerName, onFiled }: Props) {
  const { t } = useDeskWords();
  const act = useAct();
  const [file, setFile] = useState<File | null>(null);
  const [progress, setProgress] = useState<ScanProgress | null>(null);
  const [receipt, setReceipt] = useState<ScanReceipt | null>(null);
  const stop = useRef<AbortController | null>(null);
  // Who leaves the page keeps what was sent: the same file goes on where it stood.
  useEffect(() => () => stop.current?.abort(LEFT), []);

  const choose = (chosen: File): void => {
    act.forget();
    setReceipt(null);
    setFile(chosen);
  };
  const send = async (chosen: File): Promise<void> => {
    const ending = new AbortController();
    stop.current = ending;
    setProgress({ sent: 0, total: chosen.size, line: 'up' });
    await act.run(async () => {
      try {
        const filed = await sendScan(chosen, letterId, { signal: ending.signal, onProgress: setProgress });
        setFile(null);
        setReceipt(filed);
        onFiled(filed);
      } catch (error) {
        if (!ending.signal.aborted) throw error;
      }
    });
    setProgress(null);
  };

  return (
    <section className="scan-upload not-printed" aria-label={t('scan.of', { name: signerName })}>
      <p className="scan-upload-title">{t('scan.title')}</p>
      {progress === null ? (
        <>
          {receipt === null ? <p className="desk-soft">{t('scan.hint')}</p> : <Filed receipt={receipt} />}
          {file === null ? null : <Chosen file={file} signerName={signerName} onSend={() => void send(file)} />}
          <Choosers isOther={file !== null || receipt !== null} onChoose={choose} />
          <Refusal error={act.error} />
        </>
      ) : (
        <Sending progress={progress} onCancel={() => stop.current?.abort()} />
      )}
    </section>
  );
}

function Choosers({ isOther, onChoose }: { readonly isOther: boolean; readonly onChoose: (file: File) => void }) {
  const { t } = useDeskWords();
  return (
    <div className="desk-row">
      <Chooser accept={KINDS} words={t(isOther ? 'scan.other' : 'scan.choose')} onChoose={onChoose} />
      <Chooser accept={PHOTOGRAPHS} camera words={t('scan.camera')} onChoose={onChoose} />
    </div>
  );
}

type ChooserProps = {
  readonly accept: string;
  readonly camera?: boolean;
  readonly words: string;
  readonly onChoose: (file: File) => void;
};

function Chooser({ accept, camera = false, words, onChoose }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className={camera ? 'scan-upload-camera' : undefined}>
      <Button icon={camera ? 'camera' : 'add'} onPress={() => input.current?.click()}>
        {words}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={words}
        accept={accept}
        capture={camera ? 'environment' : undefined}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          // Emptied, so that the same file can be chosen again after it was scanned anew.
          currentTarget.value = '';
          if (chosen !== undefined) onChoose(chosen);
        }}
      />
    </span>
  );
}

type ChosenProps = { readonly file: File; readonly signerName: string; readonly onSend: () => void };

function Chosen({ file, signerName, onSend }: ChosenProps) {
  const { t } = useDeskWords();
  const { displayName } = useMe().account;
  return (
    <div className="scan-upload-chosen">
      <p className="scan-upload-file">
        {file.name} <span className="desk-soft">{bytes(file.size)}</span>
      </p>
      <p>{t('scan.witness', { witness: displayName, signer: signerName })}</p>
      <Button kind="main" onPress={onSend}>
        {t('scan.send')}
      </Button>
    </div>
  );
}

function Sending({ progress, onCancel }: { readonly progress: ScanProgress; readonly onCancel: () => void }) {
  const { t } = useDeskWords();
  const { sent, total, line } = progress;
  const percent = Math.floor((100 * sent) / total);
  return (
    <div className="scan-upload-sending">
      <progress aria-label={t('scan.sending')} max={total} value={sent} />
      <p className="desk-soft">{t('scan.sendingText', { percent, sent: bytes(sent), total: bytes(total) })}</p>
      {line === 'broken' ? <Notice kind="warn">{t('scan.broken')}</Notice> : null}
      <Button onPress={onCancel}>{t('scan.cancel')}</Button>
    </div>
  );
}

function Filed({ receipt }: { readonly receipt: ScanReceipt }) {
  const { t } = useDeskWords();
  const { pages, sha256 } = receipt;
  return (
    <Notice title={t('scan.filed')}>
      {t('scan.filedText', { pages })} <code title={sha256}>{shortHash(sha256)}</code>
    </Notice>
  );
}
