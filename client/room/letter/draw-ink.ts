// Draws what the pen wrote on a canvas, as many device pixels as the screen has.
import type { Pen, Point } from './pen.ts';

/** Width of a line in widths of the pad, and the least of it in CSS pixels. */
const LINE = 0.006;
const LEAST_LINE_PX = 2.5;

/** The whole drawing, after a change of size or an undo. */
export function drawInk(canvas: HTMLCanvasElement, pen: Pen): void {
  const { width, height } = canvas.getBoundingClientRect();
  if (width === 0 || height === 0) return;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = ready(canvas, pen);
  if (context === null) return;
  for (const stroke of pen.strokes) line(context, stroke);
}

/** Only the end of the line that is being drawn. */
export function drawLine(canvas: HTMLCanvasElement, pen: Pen): void {
  const context = ready(canvas, pen);
  const stroke = pen.strokes.at(-1);
  if (context !== null && stroke !== undefined) line(context, stroke.slice(-2));
}

/** In widths of the pad from here on. */
function ready(canvas: HTMLCanvasElement, pen: Pen): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const { width, height } = canvas.getBoundingClientRect();
  const { left, top, scale } = pen.place({ width, height });
  const ratio = window.devicePixelRatio;
  context.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = Math.max(LINE, LEAST_LINE_PX / scale);
  context.strokeStyle = getComputedStyle(canvas).color;
  return context;
}

function line(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  const [first, ...rest] = points;
  if (first === undefined) return;
  context.beginPath();
  context.moveTo(first[0], first[1]);
  // A dot is a line to itself, which the round cap makes visible.
  for (const [x, y] of rest.length > 0 ? rest : [first]) context.lineTo(x, y);
  context.stroke();
}
