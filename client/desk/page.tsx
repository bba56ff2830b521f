// The frame of every screen for staff: where one may go, who one is, the title in the tab, and the focus after a move.
import { type ReactNode, useEffect } from 'react';
import { useLocation } from 'wouter';
import type { StaffRole } from '../../server/protocol/roles.ts';
import { DeskFrame, type DeskPlace } from '../look/desk-frame.tsx';
import { usePageTitle } from '../look/page-title.ts';
import './desk.css';
import { Refusal } from './refusal.tsx';
import { useSession } from './session.tsx';
import { useAct } from './use-act.ts';
import { useDeskWords } from './use-desk-words.ts';

type Place = 'today' | 'cases' | 'words' | 'accounts';
const HREF: Readonly<Record<Place, string>> = { today: '/', cases: '/cases', words: '/words', accounts: '/accounts' };
/** The first place of a role is its home. */
const PLACES: Readonly<Record<StaffRole, readonly Place[]>> = {
  admin: ['accounts'],
  prosecutor: ['today', 'cases', 'words'],
  clerk: ['today', 'cases', 'words'],
  approver: ['today', 'cases'],
  archivist: ['cases', 'words'],
};
export const homeOf = (role: StaffRole): string => HREF[PLACES[role][0] ?? 'cases'];

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  /** Which place of the frame this screen belongs to. */
  readonly place?: Place;
  readonly actions?: ReactNode;
  readonly above?: ReactNode;
};

export function Page({ title, children, place, actions, above }: Props) {
  const { t, common } = useDeskWords();
  const { now, signOut } = useSession();
  const leaving = useAct();
  usePageTitle(title);
  useFocusAfterMove();

  const me = now.state === 'in' ? now.me.account : null;
  const places: DeskPlace[] = (me === null ? [] : PLACES[me.role]).map((one) => ({
    href: HREF[one],
    words: t(`frame.${one}`),
    here: one === place,
  }));
  const person = me && {
    name: me.displayName,
    role: common(`staffRole.${me.role}`),
    acts: [{ key: 'out', words: t('frame.signOut'), icon: 'leave' as const, onPress: () => void leaving.run(signOut) }],
  };
  return (
    <DeskFrame title={title} places={places} actions={actions} above={above} {...(person ? { person } : {})}>
      <Refusal error={leaving.error} />
      {children}
    </DeskFrame>
  );
}

let lastPath: string | null = null;

/** After a move inside the page the screen reader begins at the new content, as it would after a load. */
function useFocusAfterMove(): void {
  const [path] = useLocation();
  useEffect(() => {
    const moved = lastPath !== null && lastPath !== path;
    lastPath = path;
    if (!moved) return;
    const main = document.getElementById('main');
    if (main !== null && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
}
