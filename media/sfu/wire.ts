// What browsers may say of their transports and streams, checked before it reaches mediasoup: sizes, ranges and types, unknown fields dropped.
import type { types } from 'mediasoup';
import { z } from 'zod';
import { MediaError } from '../contract.ts';

const Text = z.string().max(300);
const Ssrc = z.int().min(1).max(0xff_ff_ff_ff);
const CodecParameters = z.record(Text, z.union([Text, z.number(), z.boolean(), z.null()])).optional();
const Feedback = z
  .array(z.object({ type: Text, parameter: Text.optional() }))
  .max(30)
  .optional();
const Codec = z.object({
  mimeType: Text,
  clockRate: z.int().min(1).max(1_000_000),
  channels: z.int().min(1).max(8).optional(),
  parameters: CodecParameters,
  rtcpFeedback: Feedback,
});
const PayloadType = z.int().min(0).max(127);
const ExtensionId = z.int().min(1).max(255);

const Encoding = z.object({
  ssrc: Ssrc.optional(),
  rid: z
    .string()
    .regex(/^[A-Za-z0-9]{1,16}$/)
    .optional(),
  codecPayloadType: PayloadType.optional(),
  rtx: z.object({ ssrc: Ssrc }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: z
    .string()
    .regex(/^[LS][1-9]T[1-9][A-Z_0-9]{0,10}$/)
    .optional(),
  maxBitrate: z.int().min(0).max(100_000_000).optional(),
});

const Sending = z.object({
  mid: z.string().min(1).max(32).optional(),
  codecs: z
    .array(Codec.extend({ payloadType: PayloadType }))
    .min(1)
    .max(10),
  headerExtensions: z
    .array(z.object({ uri: Text, id: ExtensionId, encrypt: z.boolean().optional() }))
    .max(32)
    .optional(),
  // Three simulcast layers are what browsers send and rooms forward.
  encodings: z.array(Encoding).min(1).max(3),
  rtcp: z.object({ cname: Text.optional(), reducedSize: z.boolean().optional() }).optional(),
});

const Receiving = z.object({
  codecs: z
    .array(Codec.extend({ kind: z.enum(['audio', 'video']), preferredPayloadType: PayloadType.optional() }))
    .max(200),
  headerExtensions: z
    .array(
      z.object({
        kind: z.enum(['audio', 'video']),
        uri: Text,
        preferredId: ExtensionId,
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(100)
    .optional(),
});

const Dtls = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,63}$/),
      }),
    )
    .min(1)
    .max(10),
});

function checked(schema: z.ZodType, what: string, raw: unknown): unknown {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new MediaError('bad_request', `${what}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

// The schemas above are narrower than mediasoup's types; `exactOptionalPropertyTypes` alone keeps the compiler from seeing it.

/** @throws MediaError bad_request, also when any codec is of another kind, which mediasoup would let pass */
export function sendingParameters(raw: unknown, kind: types.MediaKind): types.RtpParameters {
  const parameters = checked(Sending, 'rtpParameters', raw) as types.RtpParameters;
  const strange = parameters.codecs.find(({ mimeType }) => !mimeType.toLowerCase().startsWith(`${kind}/`));
  if (strange !== undefined) throw new MediaError('bad_request', `rtpParameters: a codec that is not ${kind}`);
  return parameters;
}

/** @throws MediaError bad_request */
export const receivingCapabilities = (raw: unknown): types.RtpCapabilities =>
  checked(Receiving, 'rtpCapabilities', raw) as types.RtpCapabilities;

/** @throws MediaError bad_request */
export const dtlsParameters = (raw: unknown): types.DtlsParameters =>
  checked(Dtls, 'dtlsParameters', raw) as types.DtlsParameters;
