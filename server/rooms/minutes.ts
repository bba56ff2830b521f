// The minutes of one live hearing: how far they are, told to chair and clerk, and what lies before each signer.
import type { Archive } from '../archive/archive.ts';
import type { MinutesRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import {
  type MinutesProgress,
  mayHaveCopy,
  minutesCopyPath,
  type OwnCopy,
  type OwnMinutes,
  shownLine,
} from '../protocol/minutes.ts';
import { CopyLinks } from './copy-links.ts';

export class RoomMinutes {
  readonly #hearingId: Id;
  readonly #archive: Archive;
  readonly #tellSigner: (personId: Id) => void;
  readonly #links: CopyLinks;
  #record: MinutesRecord | null = null;

  constructor(hearingId: Id, archive: Archive, publicOrigin: string, tellSigner: (personId: Id) => void) {
    this.#hearingId = hearingId;
    this.#archive = archive;
    this.#tellSigner = tellSigner;
    this.#links = new CopyLinks((token) => `${publicOrigin}${minutesCopyPath(token)}`);
  }

  /** As the archive has them. */
  async load(): Promise<void> {
    this.keep(await this.#archive.minutes.ofHearing(this.#hearingId));
  }

  /** Takes what an act has left in the archive; whoever it concerns is told. */
  keep(record: MinutesRecord | null): void {
    const before = this.#record;
    this.#record = record;
    const people = new Set([...signersIn(before), ...signersIn(record)]);
    for (const personId of people) {
      if (JSON.stringify(ownOf(before, personId)) !== JSON.stringify(ownOf(record, personId)))
        this.#tellSigner(personId);
    }
  }

  /** @throws AppError not_found before anything was written */
  current(): MinutesRecord {
    if (this.#record === null) throw new AppError('not_found', 'no minutes');
    return this.#record;
  }

  /** For chair and clerk, without the text but for the lines that are objected to. */
  progress(): MinutesProgress | null {
    if (this.#record === null) return null;
    const { version, state, stateSinceMs, signers, objections, text } = this.#record;
    return {
      ...{ version, state, stateSinceMs },
      signers: signers.map(({ personId, state: signerState }) => ({ personId, state: signerState })),
      objections: objections.map((objection) => {
        const line = text.lines.find(({ id }) => id === objection.lineId);
        return {
          ...objection,
          line: line === undefined ? '' : shownLine(line),
          playable: line?.startMs !== null && line?.personId !== null,
        };
      }),
    };
  }

  /** Nothing until they are presented, nothing for who is no signer. */
  async before(personId: Id): Promise<OwnMinutes | null> {
    const own = ownOf(this.#record, personId);
    if (own === null) return null;
    return { ...own, copy: own.copy === 'ready' ? await this.#copyOf(own) : own.copy && { is: own.copy } };
  }

  async #copyOf({ version, signer: { personId } }: Own): Promise<OwnCopy> {
    const issue = () => this.#archive.minutes.issueCopy(this.#hearingId, { version, personId });
    return { is: 'ready', ...(await this.#links.link(`${version} ${personId}`, issue)) };
  }
}

const signersIn = (record: MinutesRecord | null): Id[] => record?.signers.map(({ personId }) => personId) ?? [];

/** What lies before somebody; of their copy no link yet, which is made for whoever asks. */
type Own = Omit<OwnMinutes, 'copy'> & { readonly copy: OwnCopy['is'] | null };

function ownOf(record: MinutesRecord | null, personId: Id): Own | null {
  const signer = record?.signers.find((one) => one.personId === personId);
  if (record === null || signer === undefined || record.state === 'drafting') return null;
  const { version, text, textSha256, objections } = record;
  return {
    ...{ version, text, textSha256, signer, objections: objections.filter((one) => one.personId === personId) },
    copy: mayHaveCopy(signer.state) ? copyIn(record) : null,
  };
}

function copyIn({ sha256, signers }: MinutesRecord): OwnCopy['is'] {
  if (sha256 !== null) return 'ready';
  return signers.some(({ state }) => state === 'pending') ? 'waiting' : 'making';
}
