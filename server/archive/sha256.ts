// SHA-256 as this server writes it: 64 lower-case hexadecimal digits.
import { hash } from 'node:crypto';

export const SHA256 = /^[0-9a-f]{64}$/;

/** Of the UTF-8 bytes of a text. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');
