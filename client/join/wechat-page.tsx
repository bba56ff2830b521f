// Inside WeChat: how to come to a browser that can use camera and microphone, with the link still whole.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { platformOf } from '../devices/problem.ts';
import { Button } from '../look/button.tsx';
import { copyText } from '../look/copy-text.ts';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { HOTLINE } from '../look/telephone.tsx';
import { WeChatPicture } from './wechat-picture.tsx';

export function WeChatPage({ onStay }: { readonly onStay: () => void }) {
  const { t } = useTranslation('join');
  const [copied, setCopied] = useState<'not' | 'done' | 'failed'>('not');
  const open = t(`wechat.open.${platformOf(navigator.userAgent)}`);
  const link = window.location.href;
  const copy = async (): Promise<void> => setCopied((await copyText(link)) ? 'done' : 'failed');
  return (
    <ParticipantFrame
      title={t('wechat.title')}
      phone={HOTLINE}
      main={
        <>
          {/* Beside the button that was pressed, where the page below may not be seen. */}
          <div role="status">
            {copied === 'not' ? null : <p>{t(copied === 'done' ? 'wechat.copied' : 'wechat.copyFailed')}</p>}
            {copied === 'failed' ? <p className="wechat-link">{link}</p> : null}
          </div>
          <Button kind="main" wide icon={copied === 'done' ? 'check' : 'copy'} onPress={() => void copy()}>
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
        <li>{t('wechat.one')}</li>
        <li>{t('wechat.two', { open })}</li>
      </ol>
      <WeChatPicture open={open} />
      <p>{t('wechat.orCopy')}</p>
    </ParticipantFrame>
  );
}
