// The participant's way, from the link in the message to the door of the hearing: notice, devices, enter.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { type JoinInfo, NOTICE_VERSION } from '../../server/protocol/api.ts';
import { producesMedia } from '../../server/protocol/stages.ts';
import { call, codeOf, Refused } from '../api.ts';
import { Capture } from '../devices/capture.ts';
import { isWeChat } from '../devices/problem.ts';
import { Button } from '../look/button.tsx';
import { ErrorPanel } from '../look/error-panel.tsx';
import { Loading } from '../look/loading.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { HOTLINE } from '../look/telephone.tsx';
import { hasEntered } from '../room/switches.ts';
import { DevicesPage } from './devices-page.tsx';
import { HearingPage } from './hearing-page.tsx';
import { InvitePage } from './invite-page.tsx';
import './join.css';
import { OverPage } from './over-page.tsx';
import { ReadyPage } from './ready-page.tsx';
import { WeChatPage } from './wechat-page.tsx';

/** `link`: the secret is still in the address. `person`: the link was opened by this browser before. */
export type Arrival =
  | { readonly by: 'link'; readonly token: string }
  | { readonly by: 'person'; readonly personId: string };
type Step =
  | { readonly step: 'opening' }
  | { readonly step: 'failed'; readonly error: unknown }
  | { readonly step: 'notice' | 'devices' | 'ready' | 'hearing' | 'over'; readonly info: JoinInfo };

/** Where the way begins for somebody who has come this far. */
function firstStep(info: JoinInfo): Step {
  if (info.state === 'closed' || info.state === 'cancelled') return { step: 'over', info };
  if (!info.consented) return { step: 'notice', info };
  if (hasEntered(info.hearingId)) return { step: 'hearing', info };
  return { step: producesMedia(info.role) ? 'devices' : 'ready', info };
}

export function Join({ arrival }: { readonly arrival: Arrival }) {
  const { t } = useTranslation('join');
  const [first] = useState(arrival);
  const [inWeChat, setInWeChat] = useState(() => first.by === 'link' && isWeChat(navigator.userAgent));
  const [now, setNow] = useState<Step>({ step: 'opening' });
  const [capture] = useState(() => new Capture());
  const [, go] = useLocation();
  useEffect(() => () => capture.release(), [capture]);

  useEffect(() => {
    // The link is not opened inside WeChat: its address must stay whole to be carried over to a browser.
    if (inWeChat) return;
    const stop = new AbortController();
    const { signal } = stop;
    const opened =
      first.by === 'link'
        ? call('openLink', { body: { token: first.token }, signal })
        : call('joinInfo', { body: { personId: first.personId }, signal });
    opened.then(
      (info) => {
        // The secret leaves the address bar, the history and every later screenshot.
        go(`/h/${info.personId}`, { replace: true });
        setNow(firstStep(info));
      },
      (error: unknown) => (signal.aborted ? undefined : setNow({ step: 'failed', error: asLink(error) })),
    );
    return () => stop.abort();
  }, [first, go, inWeChat]);

  if (inWeChat) return <WeChatPage onStay={() => setInWeChat(false)} />;
  switch (now.step) {
    case 'opening':
      return <Loading words={t('opening')} />;
    case 'failed':
      return <FailedPage error={now.error} />;
    case 'over':
      return <OverPage info={now.info} />;
    case 'notice':
      return (
        <InvitePage
          info={now.info}
          agree={async () => {
            await call('consent', { body: { personId: now.info.personId, noticeVersion: NOTICE_VERSION } });
            setNow(firstStep({ ...now.info, consented: true }));
          }}
        />
      );
    case 'devices':
      return <DevicesPage info={now.info} capture={capture} onDone={() => setNow({ step: 'ready', info: now.info })} />;
    case 'ready':
      return (
        <ReadyPage
          info={now.info}
          onEnter={() => setNow({ step: 'hearing', info: now.info })}
          onDevices={() => setNow({ step: 'devices', info: now.info })}
        />
      );
    case 'hearing':
      return <HearingPage info={now.info} capture={capture} />;
  }
}

/** Trying again brings the same answer: the way on is another link, or the telephone. */
const FINAL: readonly string[] = ['link_unknown', 'link_revoked', 'link_expired', 'not_signed_in', 'not_found'];

/** A token of the wrong form is refused before it is looked up; to the person it is the same unknown link. */
const asLink = (error: unknown): unknown => (codeOf(error) === 'bad_request' ? new Refused('link_unknown') : error);

function FailedPage({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  return (
    <ParticipantFrame
      title={t('end.failedTitle')}
      phone={HOTLINE}
      main={
        FINAL.includes(codeOf(error)) ? null : (
          <Button kind="main" wide onPress={() => window.location.reload()}>
            {words('again')}
          </Button>
        )
      }
    >
      <ErrorPanel error={error} />
    </ParticipantFrame>
  );
}
