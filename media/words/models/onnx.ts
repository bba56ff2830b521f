// Reads of an ONNX file only how wide its first output is: so many tokens the model knows. Protocol buffers by hand, because one number is wanted of files of a gigabyte.
import { open } from 'node:fs/promises';

/** Field numbers of onnx.proto: ModelProto.graph, GraphProto.output, ValueInfoProto.type, TypeProto.tensor_type, Tensor.shape, TensorShapeProto.dim, Dimension.dim_value. */
const TO_SHAPE = [7, 12, 2, 1, 2] as const;
const [DIM, DIM_VALUE] = [1, 1];
/** What is looked into is small, but for the graph, whose weights are skipped. */
const LOOKED_INTO = 1 << 20;

type Read = (at: number, length: number) => Promise<Buffer>;
type Field = { readonly number: number; readonly from: number; readonly to: number; readonly value: number | null };

/** Null where the file does not say, or is none. */
export async function outputWidth(file: string): Promise<number | null> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read: Read = async (at, length) => {
      const bytes = Buffer.alloc(Math.min(length, Math.max(0, size - at)));
      await handle.read(bytes, 0, bytes.length, at);
      return bytes;
    };
    let [from, to] = [0, size];
    for (const wanted of TO_SHAPE) {
      const found = await firstField(read, from, to, wanted);
      if (found === null) return null;
      [from, to] = [found.from, found.to];
    }
    let width: number | null = null;
    for await (const dim of fieldsIn(read, from, to)) {
      if (dim.number !== DIM) continue;
      width = null;
      for await (const part of fieldsIn(read, dim.from, dim.to)) if (part.number === DIM_VALUE) width = part.value;
    }
    return width;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

async function firstField(read: Read, from: number, to: number, wanted: number): Promise<Field | null> {
  for await (const field of fieldsIn(read, from, to)) if (field.number === wanted) return field;
  return null;
}

async function* fieldsIn(read: Read, from: number, to: number): AsyncGenerator<Field> {
  for (let at = from; at < to; ) {
    const head = await read(at, Math.min(30, LOOKED_INTO));
    const [key, afterKey] = varint(head, 0);
    const [number, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) {
      const [value, next] = varint(head, afterKey);
      yield { number, from: at + afterKey, to: at + next, value };
      at += next;
    } else if (wire === 2) {
      const [length, next] = varint(head, afterKey);
      yield { number, from: at + next, to: at + next + length, value: null };
      at += next + length;
    } else if (wire === 1 || wire === 5) at += afterKey + (wire === 1 ? 8 : 4);
    else throw new Error('no protocol buffer');
  }
}

function varint(bytes: Buffer, from: number): [value: number, next: number] {
  let value = 0;
  for (let at = from, factor = 1; at < bytes.length; at++, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, at + 1];
  }
  throw new Error('cut off');
}
