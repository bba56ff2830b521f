// Inside WeChat: how to come to a browser that can use camera and microphone, with the link still whole.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../look/button.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { HOTLINE } from '../look/telephone.tsx';

export function WeChatPage({ onStay }: { readonly onStay: () => void }) {
  const { t } = useTranslation('join');
  const [copied, setCopied] = useState<'not' | 'done' | 'failed'>('not');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setCopied('done');
    } catch {
      setCopied('failed');
    }
  };
  return (
    <ParticipantFrame
      title={t('wechat.title')}
      phone={HOTLINE}
      main={
        <>
          <Button kind="main" wide icon="copy" onPress={() => void copy()}>
            {t('wechat.copy')}
          </Button>
          <Button kind="quiet" wide onPress={onStay}>
            {t('wechat.stay')}
          </Button>
        </>
      }
    >
      <p>{t('wechat.why')}</p>
      <ol className="wechat-steps">
        <li>
          {t('wechat.one')}
          <WeChatCorner />
        </li>
        <li>{t('wechat.two')}</li>
      </ol>
      <p role="status">{copied === 'not' ? '' : t(copied === 'done' ? 'wechat.copied' : 'wechat.copyFailed')}</p>
    </ParticipantFrame>
  );
}

/** A phone's top edge with the three dots that are meant. */
const WeChatCorner = () => (
  <svg className="wechat-corner" viewBox="0 0 240 84" aria-hidden="true" focusable="false">
    <path d="M6 84V22A16 16 0 0 1 22 6h196a16 16 0 0 1 16 16v62" />
    <path d="M20 40l8-8m-8 8 8 8M60 40h90" />
    <circle cx="206" cy="40" r="20" />
    <path d="M198 40h.1M206 40h.1M214 40h.1" strokeWidth="5" />
  </svg>
);
