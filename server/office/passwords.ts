// Password hashes: argon2id with the parameters that OWASP recommends for servers (64 MiB, 3 passes).
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** A real hash of a password that nobody has: checking against it takes as long as checking an existing account. */
const nobody = hashPassword(crypto.randomUUID());

/** True when the password fits; takes the same time when there is no such account. */
export async function passwordFits(storedHash: string | null, password: string): Promise<boolean> {
  const fits = await verify(storedHash ?? (await nobody), password);
  return fits && storedHash !== null;
}
