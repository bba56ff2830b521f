// Which address shows which screen; every screen but the participant's first pages is its own file of the build.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import type { Arrival } from './join/join.tsx';
import { Loading } from './look/loading.tsx';
import { Mishap } from './look/mishap.tsx';

const Join = lazy(async () => ({ default: (await import('./join/join.tsx')).Join }));
const CopyGonePage = lazy(async () => ({ default: (await import('./join/copy-gone-page.tsx')).CopyGonePage }));
const StaffRoom = lazy(async () => ({ default: (await import('./room/staff-room.tsx')).StaffRoom }));
const Desk = lazy(async () => ({ default: (await import('./desk/desk.tsx')).Desk }));

/** `/j/<link>` as it stands in the message, `/h/<person>` once the link was opened. */
const JOIN = /^\/(?<by>[jh])\/(?<rest>[^/]+)\/?$/;
const arrivalFrom = (by: string | undefined, rest: string): Arrival =>
  by === 'j' ? { by: 'link', token: rest } : { by: 'person', personId: rest };

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <Mishap>
        <Suspense fallback={<Loading />}>
          <Switch>
            {/* One route for both addresses: the way goes on when the secret leaves the address. */}
            <Route path={JOIN}>{({ by, rest = '' }) => <Join arrival={arrivalFrom(by, rest)} />}</Route>
            <Route path="/copy/:why">{({ why }) => <CopyGonePage why={why} />}</Route>
            <Route path="/hearings/:id/room">{({ id }) => <StaffRoom hearingId={id} />}</Route>
            <Route>
              <Desk />
            </Route>
          </Switch>
        </Suspense>
      </Mishap>
    </CSPProvider>
  );
}
