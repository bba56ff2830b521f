// A model of any size with random weights, in the shape of the live one: it understands nothing, and costs what a model of its size costs. Written as an ONNX file by hand.
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REHEARSAL_MODEL } from '../../media/words/model.ts';
import { outputWidth } from '../../media/words/models/onnx.ts';

const WIDTH = 1_024;
const [FLOAT, INT8, INT64] = [1, 3, 7];
/** As the engine feeds this kind of model: frames of a chunk, how far it moves on, how many come out of it. */
const [CHUNK, SHIFT, BANDS, OUT] = [35, 32, 80, 8];
const [LAYERS, STATE] = [2, 160];

// --- Protocol buffers ---------------------------------------------------------------------------
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let left = value;
  while (left > 127) {
    bytes.push((left & 127) | 128);
    left = Math.floor(left / 128);
  }
  return [...bytes, left];
};
const number = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(content.length)]), content]);
const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));
const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts));

// --- onnx.proto ---------------------------------------------------------------------------------
const tensor = (name: string, type: number, dims: readonly number[], raw: Uint8Array): Buffer =>
  message(5, ...dims.map((dim) => number(1, dim)), number(2, type), text(8, name), bytes(9, raw));
const attribute = (name: string, value: number): Buffer => message(5, text(1, name), number(3, value), number(20, 2));
const node = (op: string, inputs: readonly string[], outputs: readonly string[], ...attributes: Buffer[]): Buffer =>
  message(1, ...inputs.map((one) => text(1, one)), ...outputs.map((one) => text(2, one)), text(4, op), ...attributes);
const dim = (value: number | string): Buffer =>
  message(1, typeof value === 'string' ? text(2, value) : number(1, value));
const port = (field: 11 | 12, name: string, dims: readonly (number | string)[]): Buffer =>
  message(field, text(1, name), message(2, message(1, number(1, FLOAT), message(2, ...dims.map(dim)))));
const meta = (key: string, value: number | string): Buffer => message(14, text(1, key), text(2, String(value)));

const floats = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const longs = (values: readonly number[]): Uint8Array => new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
const random = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(Math.random() * 256));
const noise = (length: number): Uint8Array => floats(Array.from({ length }, () => (Math.random() - 0.5) / 10));

/** @param folder is made a model's folder @returns its number of parameters */
export async function writeBallast(folder: string, parameters: number): Promise<number> {
  await cp(REHEARSAL_MODEL, folder, { recursive: true });
  const vocabulary = await outputWidth(join(REHEARSAL_MODEL, 'joiner.onnx'));
  if (vocabulary === null) throw new Error('the small model does not say how many tokens it has');
  const layers = Math.round(parameters / WIDTH ** 2);
  const parts: Buffer[] = [
    // As the real one: every fourth frame.
    node('Slice', ['x', 'from', 'to', 'axis', 'step'], ['frames']),
    node('MatMul', ['frames', 'widen'], ['y0']),
    ...Array.from({ length: layers }, (_, at) => layer(at)).flat(),
    node('MatMul', [`y${layers}`, 'narrow'], ['encoder_out']),
    node('Identity', ['h'], ['next_h']),
    node('Identity', ['c'], ['next_c']),
    text(2, 'ballast'),
    ...Object.entries({ from: 0, to: SHIFT, axis: 1, step: SHIFT / OUT }).map(([name, value]) =>
      tensor(name, INT64, [1], longs([value])),
    ),
    tensor('widen', FLOAT, [BANDS, WIDTH], noise(BANDS * WIDTH)),
    tensor('narrow', FLOAT, [WIDTH, vocabulary], noise(WIDTH * vocabulary)),
    tensor('scale', FLOAT, [], floats([0.002])),
    tensor('zero', INT8, [], Uint8Array.of(0)),
    ...Array.from({ length: layers }, (_, at) => tensor(`w${at}`, INT8, [WIDTH, WIDTH], random(WIDTH ** 2))),
    port(11, 'x', ['N', CHUNK, BANDS]),
    port(11, 'h', [LAYERS, 'N', STATE]),
    port(11, 'c', [LAYERS, 'N', 1]),
    port(12, 'encoder_out', ['N', OUT, vocabulary]),
    port(12, 'next_h', [LAYERS, 'N', STATE]),
    port(12, 'next_c', [LAYERS, 'N', 1]),
  ];
  const card = {
    model_type: 'lstm',
    num_encoder_layers: LAYERS,
    T: CHUNK,
    decode_chunk_len: SHIFT,
    rnn_hidden_size: 1,
    d_model: STATE,
  };
  const model = [
    ...[number(1, 8), message(7, ...parts), message(8, number(2, 13))],
    ...Object.entries(card).map(([key, value]) => meta(key, value)),
  ];
  await writeFile(join(folder, 'encoder.onnx'), Buffer.concat(model));
  return layers * WIDTH ** 2;
}

/** Eight-bit weights, as quantised models have them: what comes in is quantised as it comes. */
const layer = (at: number): Buffer[] => [
  node('DynamicQuantizeLinear', [`y${at}`], [`q${at}`, `s${at}`, `z${at}`]),
  node('MatMulInteger', [`q${at}`, `w${at}`, `z${at}`, 'zero'], [`m${at}`]),
  node('Cast', [`m${at}`], [`f${at}`], attribute('to', FLOAT)),
  node('Mul', [`f${at}`, 'scale'], [`g${at}`]),
  node('Relu', [`g${at}`], [`r${at}`]),
  node('Clip', [`r${at}`, '', 'scale'], [`y${at + 1}`]),
];
