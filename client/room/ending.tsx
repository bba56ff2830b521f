// How a visit ends, each end with its sentence and, where there is one, its way back.
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterView } from '../../server/protocol/letter.ts';
import type { OwnMinutes } from '../../server/protocol/minutes.ts';
import { Refused } from '../api.ts';
import { Button, LinkButton } from '../look/button.tsx';
import { ErrorPanel } from '../look/error-panel.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import type { Ending as Why } from './room-state.ts';

const SignedLetter = lazy(async () => ({ default: (await import('./letter/signed-letter.tsx')).SignedLetter }));
const SignedMinutes = lazy(async () => ({ default: (await import('./minutes/signed-minutes.tsx')).SignedMinutes }));

type Props = {
  readonly why: Why;
  readonly hearingId: string;
  readonly staff: boolean;
  readonly phone: string | undefined;
  readonly officeName: string | undefined;
  /** What this person signed, if anything: their copy goes with them. */
  readonly letter: LetterView | null;
  readonly minutes: OwnMinutes | null;
  readonly onBack: (takeOver: boolean) => void;
};

export function Ending(props: Props) {
  const { t } = useTranslation('room');
  const { t: join } = useTranslation('join');
  const { why, staff, onBack } = props;
  const toCase = staff ? (
    <LinkButton kind="main" wide href={`/hearings/${props.hearingId}`}>
      {t('end.toCase')}
    </LinkButton>
  ) : null;
  // Whoever has answered the minutes is not told that they are still to come.
  const hasAnswered = (props.minutes?.copy ?? null) !== null;
  switch (why) {
    case 'closed':
      return (
        <Page {...props} title={t('end.closedTitle')} main={toCase}>
          <p>{t('end.closed')}</p>
          <p>{t(staff ? 'end.closedStaff' : hasAnswered ? 'end.closedAnswered' : 'end.closedNext')}</p>
          <Suspense>
            {props.letter === null ? null : <SignedLetter letter={props.letter} />}
            {props.minutes === null ? null : <SignedMinutes minutes={props.minutes} />}
          </Suspense>
        </Page>
      );
    case 'cancelled':
      return (
        <Page {...props} title={join('over.cancelledTitle')} main={toCase}>
          <p>{join('over.cancelled')}</p>
        </Page>
      );
    case 'left':
      return (
        <Page {...props} title={t('end.leftTitle')} main={<Back words={t('end.back')} onBack={() => onBack(false)} />}>
          <p>{t('end.left')}</p>
        </Page>
      );
    case 'removed':
      return (
        <Page {...props} title={t('end.removedTitle')}>
          <p>{t('end.removed')}</p>
        </Page>
      );
    case 'seat_taken':
      return (
        <Page
          {...props}
          title={t('end.elsewhereTitle')}
          main={<Back words={t('end.continueHere')} onBack={() => onBack(true)} />}
        >
          <p>{t('end.elsewhere')}</p>
        </Page>
      );
    default:
      return <Failed {...props} why={why} />;
  }
}

function Failed(
  props: Props & { readonly why: Exclude<Why, 'closed' | 'cancelled' | 'left' | 'removed' | 'seat_taken'> },
) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const { why, staff } = props;
  const signIn = why === 'not_signed_in' && staff;
  return (
    <Page {...props} title={t('end.failedTitle')}>
      <ErrorPanel
        error={new Refused(why)}
        actions={
          <>
            {signIn ? (
              <LinkButton kind="main" href="/sign-in">
                {t('end.signIn')}
              </LinkButton>
            ) : (
              <Button kind="main" onPress={() => window.location.reload()}>
                {words('reload')}
              </Button>
            )}
            {staff ? <LinkButton href="/">{t('staff.backToDesk')}</LinkButton> : null}
          </>
        }
      />
    </Page>
  );
}

const Page = ({
  title,
  main,
  children,
  phone,
  officeName,
}: Props & { readonly title: string; readonly main?: React.ReactNode; readonly children: React.ReactNode }) => (
  <ParticipantFrame title={title} phone={phone} officeName={officeName} main={main}>
    {children}
  </ParticipantFrame>
);

const Back = ({ words, onBack }: { readonly words: string; readonly onBack: () => void }) => (
  <Button kind="main" wide onPress={onBack}>
    {words}
  </Button>
);
