// The shapes of identifiers and of a few everyday values, checked wherever they enter.
import { z } from 'zod';

/** UUID (any version) in lower case, made by whoever creates the thing: repeating a creation with the same id repeats its result. */
export const Id = z.uuid().toLowerCase();
export type Id = string;

/** Milliseconds since 1970-01-01T00:00Z, server time. */
export const EpochMs = z.int().min(0).max(8_640_000_000_000_000);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control and bidirectional-override characters are what is refused here
const UNPRINTABLE = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069\u200e\u200f\p{Surrogate}]/u;

/** One line of text that a person typed: trimmed, 1 to `max` characters, no control or direction-override characters, no half of a character. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !UNPRINTABLE.test(text), { message: 'control characters are not allowed' });

export const PersonName = line(60);
/** A reason that somebody gives for an act, kept in the trail. */
export const Reason = line(200);
