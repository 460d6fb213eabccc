import type { NoteView, RedactionView } from '../../ipc/bindings/wire';
import { brush } from '../../elements/canvas';
import { type Peaks, bars, density } from '../../lib/bins';
import type { Span } from '../../lib/snap';
import { share } from '../../lib/zoom';

export interface Picture {
  peaks: Peaks;
  written: ArrayLike<number>;
  /** What is shown of the timeline. */
  shown: Span;
  notes: readonly NoteView[];
  /** The clip that is open. */
  chosen: string | null;
  /** What the pointer is marking. */
  marked: readonly [number, number] | null;
  /** Where the clip begins that is being marked. */
  from: number | null;
  now: number;
  /** Where what is searched for was found. */
  found: readonly number[];
  /** What is played again and again. */
  repeated: readonly [number, number] | null;
  /** What is neither heard nor read. */
  redacted: readonly Pick<RedactionView, 'from_ms' | 'to_ms'>[];
  /** What is not played, from when to when. */
  skipped: readonly (readonly [number, number])[];
}

const PITCH = 4;
const BAR = 2.4;
const STRIP = 9;
const HATCH = 6;

/** Draws the sound, played and to come, how busy the chat was, and what is marked. */
export function draw(canvas: HTMLCanvasElement, picture: Picture) {
  const ready = brush(canvas);
  if (!ready) return;
  const { context, width, height, colour } = ready;
  const x = (at: number) => share(picture.shown, at) * width;
  const middle = (height - STRIP - 4) / 2;
  const count = Math.max(1, Math.floor(width / PITCH));
  const step = width / count;
  const played = x(picture.now);

  context.fillStyle = colour('--accent');
  for (const note of picture.notes) {
    if (note.to_ms !== null) {
      context.globalAlpha = note.id === picture.chosen ? 0.3 : 0.16;
      fill(context, x(note.from_ms), 2, Math.max(2, x(note.to_ms) - x(note.from_ms)), 2 * middle - 4, 3);
    }
  }
  if (picture.from !== null && picture.from < picture.now) {
    context.globalAlpha = 0.28;
    fill(context, x(picture.from), 2, played - x(picture.from), 2 * middle - 4, 3);
  }
  if (picture.marked) {
    const [from, to] = picture.marked;
    context.globalAlpha = 0.34;
    fill(context, x(from), 0, Math.max(2, x(to) - x(from)), 2 * middle, 3);
  }
  context.globalAlpha = 1;

  const heights = bars(picture.peaks, picture.shown, count);
  const loudest = Math.max(0.05, ...heights);
  heights.forEach((loud, i) => {
    const tall = Math.max(1.5, (loud / loudest) * (2 * middle - 6));
    context.fillStyle = colour(i * step < played ? '--accent' : '--wave');
    fill(context, i * step, middle - tall / 2, BAR, tall, 1.2);
  });

  context.fillStyle = colour('--raised');
  context.globalAlpha = 0.72;
  for (const [from, to] of picture.skipped) {
    context.fillRect(x(from), 0, Math.max(1, x(to) - x(from)), 2 * middle);
  }
  context.globalAlpha = 1;

  for (const { from_ms, to_ms } of picture.redacted) {
    hatch(context, x(from_ms), Math.max(3, x(to_ms) - x(from_ms)), 2 * middle, colour);
  }

  const busy = density(picture.written, picture.shown, count);
  const busiest = Math.max(1, ...busy);
  context.fillStyle = colour('--written');
  context.globalAlpha = 0.78;
  busy.forEach((n, i) => {
    const tall = n > 0 ? 1.5 + (n / busiest) * (STRIP - 1.5) : 0.6;
    context.fillRect(i * step, height - tall, 3, tall);
  });
  context.globalAlpha = 1;

  context.fillStyle = colour('--found');
  for (const at of picture.found) fill(context, x(at) - 1.5, 2 * middle - 3, 3, 8, 1.5);

  context.fillStyle = colour('--accent');
  for (const note of picture.notes) {
    if (note.to_ms === null) flag(context, x(note.from_ms));
  }

  if (picture.repeated) {
    const [from, to] = picture.repeated;
    context.fillStyle = colour('--accent');
    context.fillRect(x(from), 2 * middle - 2, Math.max(2, x(to) - x(from)), 2);
    bracket(context, x(from), 1, 2 * middle);
    bracket(context, x(to), -1, 2 * middle);
  }

  if (played >= 0 && played <= width) {
    context.fillStyle = colour('--ink');
    context.fillRect(Math.min(width - 2, Math.max(0, played - 1)), 0, 2, height);
  }
}

function fill(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
) {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}

/** Takes a stretch out of the picture: nothing but lines aslant. */
function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  width: number,
  height: number,
  colour: (name: string) => string,
) {
  context.save();
  context.beginPath();
  context.rect(x, 0, width, height);
  context.clip();
  context.fillStyle = colour('--sunken');
  context.fillRect(x, 0, width, height);
  context.strokeStyle = colour('--soft');
  context.lineWidth = 1;
  context.beginPath();
  for (let at = x - height; at < x + width; at += HATCH) {
    context.moveTo(at, height);
    context.lineTo(at + height, 0);
  }
  context.stroke();
  context.restore();
}

/** An edge, open to the right (1) or to the left (-1). */
function bracket(context: CanvasRenderingContext2D, x: number, open: 1 | -1, height: number) {
  context.fillRect(x - (open === 1 ? 0 : 2), 0, 2, height);
  context.fillRect(x - (open === 1 ? 0 : 6), 0, 6, 2);
}

function flag(context: CanvasRenderingContext2D, x: number) {
  context.beginPath();
  context.moveTo(x - 4, 0);
  context.lineTo(x + 4, 0);
  context.lineTo(x + 4, 10);
  context.lineTo(x, 7);
  context.lineTo(x - 4, 10);
  context.fill();
}
