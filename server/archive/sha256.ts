// SHA-256 as this server writes it: 64 lower-case hexadecimal digits.
import { hash } from 'node:crypto';

export const SHA256 = /^[0-9a-f]{64}$/;

/** Of the UTF-8 bytes of a text, or of bytes. */
export const sha256 = (content: string | Uint8Array): string => hash('sha256', content, 'hex');
