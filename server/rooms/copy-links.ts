// Links to signers' copies, as they were told in this room. The secrets are nowhere else: after a restart, who asks gets a new link, and older ones stay good.

type CopyLink = { readonly url: string; readonly untilMs: number };
type Issued = { readonly token: string; readonly expiresAtMs: number };

export class CopyLinks {
  readonly #addressOf: (token: string) => string;
  readonly #links = new Map<string, CopyLink>();

  constructor(addressOf: (token: string) => string) {
    this.#addressOf = addressOf;
  }

  /** @param of what is copied, and for whom @throws whatever `issue` throws */
  async link(of: string, issue: () => Promise<Issued>): Promise<CopyLink> {
    const known = this.#links.get(of);
    if (known !== undefined && known.untilMs > Date.now()) return known;
    const { token, expiresAtMs } = await issue();
    const link = { url: this.#addressOf(token), untilMs: expiresAtMs };
    this.#links.set(of, link);
    return link;
  }
}
