// One request as a handler sees it, and the table that says which handler answers which route.
import type { Request, Response } from 'express';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord } from '../archive/records.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { ComposedRecordings } from '../jobs/composition.ts';
import type { LetterPapers } from '../jobs/letter-paper.ts';
import type { MinutesDocuments } from '../jobs/minutes-document.ts';
import type { PersonCopies } from '../jobs/person-copy.ts';
import type { ScanUploads } from '../jobs/scan-uploads.ts';
import type { SecondListening } from '../jobs/second-listening.ts';
import type { Log } from '../log.ts';
import { type Action, can, type Subject } from '../may.ts';
import type { Rates } from '../office/rates.ts';
import type { StaffVisitor, Visitors } from '../office/visitors.ts';
import type { RouteAnswer, RouteBody, RouteName } from '../protocol/routes.ts';
import type { Hall } from '../rooms/hall.ts';

/** What handlers work with; opened in order by main.ts. */
export type House = {
  readonly config: Config;
  readonly archive: Archive;
  readonly visitors: Visitors;
  readonly rates: Rates;
  readonly hall: Hall;
  readonly copies: PersonCopies;
  readonly papers: LetterPapers;
  readonly documents: MinutesDocuments;
  readonly scans: ScanUploads;
  readonly composed: ComposedRecordings;
  readonly listening: SecondListening;
  readonly log: Log;
};

export type Call<Name extends RouteName> = {
  readonly body: RouteBody<Name>;
  /** The `:id` of the path, checked; empty for paths without. */
  readonly id: string;
  readonly request: Request;
  readonly response: Response;
};

/** A handler for each route: one too few or of the wrong shape does not compile. */
export type RouteHandlers = { readonly [Name in RouteName]: (call: Call<Name>) => Promise<RouteAnswer[Name]> };

/**
 * The signed-in member of staff, if the rights' table lets them do this.
 * @throws AppError not_signed_in | forbidden
 */
export async function staffWho(
  house: House,
  request: Request,
  action: Action,
  subject: Subject = {},
): Promise<StaffVisitor> {
  const visitor = await house.visitors.staff(request);
  if (visitor === null) throw new AppError('not_signed_in');
  if (can(visitor.asker, action, subject)) return visitor;
  house.log.warn({ action, accountId: visitor.account.id }, 'refused');
  await house.rates.take('refusalPerAccount', visitor.account.id);
  await house.archive.trail.write(visitor.actor, { act: 'access.refused', about: action });
  throw new AppError('forbidden');
}

/**
 * The hearing and the signed-in member of staff, if they may do this with it. One that they may not see answers like one that
 * is not there.
 * @throws AppError not_signed_in | forbidden | not_found
 */
export async function hearingFor(
  house: House,
  request: Request,
  id: string | null | undefined,
  action: Action,
): Promise<{ readonly who: StaffVisitor; readonly found: HearingRecord }> {
  const found = id == null ? null : await house.archive.hearings.byId(id);
  const who = await staffWho(house, request, action, { teamIds: found?.teamIds ?? [] });
  if (found === null) throw new AppError('not_found');
  return { who, found };
}
