// A QR code as the path of an SVG: one unit for each module, runs of dark modules joined.
import { encode } from 'uqr';

/** Quiet zone that the standard (ISO/IEC 18004) asks for. */
const BORDER = 4;

export type QrPath = { readonly size: number; readonly d: string };

export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  const runs: string[] = [];
  for (const [y, row] of data.entries()) {
    let from = -1;
    for (let x = 0; x <= row.length; x += 1) {
      const dark = row[x] === true;
      if (dark && from < 0) from = x;
      if (dark || from < 0) continue;
      runs.push(`M${from} ${y}h${x - from}v1H${from}z`);
      from = -1;
    }
  }
  return { size, d: runs.join('') };
}
