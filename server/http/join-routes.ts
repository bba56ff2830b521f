// The participant's way before the room: opening the personal link and agreeing to the recording; and the health of the whole.
import { AppError } from '../errors.ts';
import { seatCookie } from '../office/cookies.ts';
import { type JoinInfo, NOTICE_VERSION } from '../protocol/api.ts';
import type { House, RouteHandlers } from './call.ts';

type JoinRoutes = Pick<RouteHandlers, 'openLink' | 'joinInfo' | 'consent' | 'health'>;

/** A seat's session outlives the longest hearing day; it ends earlier with its invitation. */
const SEAT_SESSION_MS = 7 * 24 * 3_600_000;

export function joinRoutes(house: House): JoinRoutes {
  const { archive, config, rates, visitors, hall } = house;

  async function infoFor(hearingId: string, personId: string): Promise<JoinInfo> {
    const hearing = await archive.hearings.byId(hearingId);
    const person = hearing?.people.find((one) => one.id === personId);
    if (hearing === null || person === undefined) throw new AppError('link_unknown');
    return {
      hearingId,
      personId,
      personName: person.name,
      role: person.role,
      title: hearing.title,
      caseNumber: hearing.caseNumber,
      officeName: config.OFFICE_NAME,
      officePhone: config.OFFICE_PHONE,
      chairName: hearing.people.find((one) => one.role === 'chair')?.name ?? '',
      scheduledAtMs: hearing.scheduledAtMs,
      kind: hearing.kind,
      publicity: hearing.publicity,
      state: hearing.state,
      consented: person.consentedAtMs !== null,
    };
  }

  return {
    async openLink({ request, response, body }) {
      const address = request.ip ?? '';
      await rates.take('linkPerAddress', address);
      const { invitationId, personId, hearingId } = await archive.invitations.open(body.token);
      await rates.giveBack('linkPerAddress', address);
      const info = await infoFor(hearingId, personId);
      const seated = await visitors.seat(request, personId);
      // The same browser keeps its session, so that it takes its own seat over; another browser gets one of its own.
      if (seated === null) {
        await rates.take('devicePerPerson', personId);
        const session = await archive.sessions.create(
          { kind: 'person', id: personId, name: info.personName },
          { personId, hearingId, invitationId },
          { idleMs: SEAT_SESSION_MS, absoluteMs: SEAT_SESSION_MS },
        );
        const cookie = visitors.cookies.make(request, seatCookie(personId), session.secret, SEAT_SESSION_MS / 1000);
        response.append('Set-Cookie', cookie);
      }
      return info;
    },

    async joinInfo({ request, body }) {
      const seat = await visitors.seat(request, body.personId);
      if (seat === null) throw new AppError('link_unknown');
      return infoFor(seat.hearingId, seat.personId);
    },

    async consent({ request, body }) {
      const seat = await visitors.seat(request, body.personId);
      if (seat === null) throw new AppError('link_unknown');
      if (body.noticeVersion !== NOTICE_VERSION) throw new AppError('bad_request', 'the notice has changed: reload');
      const info = await infoFor(seat.hearingId, seat.personId);
      const actor = { kind: 'person', id: seat.personId, name: info.personName } as const;
      await archive.hearings.consent(actor, seat.personId, body.noticeVersion);
      await hall.peopleChanged(seat.hearingId);
      return null;
    },

    health: () => hall.health(),
  };
}
