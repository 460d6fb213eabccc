import { lastAtOrBefore } from './cues';

/** Pairs of lowest and highest (−128…127) as heights from 0 to 1, one for each of `bars`. */
export function bars(peaks: Int8Array, count: number): Float64Array {
  const heights = new Float64Array(Math.max(0, count));
  const buckets = peaks.length >> 1;
  for (let bar = 0; bar < heights.length && buckets > 0; bar++) {
    const from = Math.floor((bar * buckets) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * buckets) / count));
    let highest = 0;
    for (let i = from * 2; i < to * 2; i++) highest = Math.max(highest, Math.abs(peaks[i] ?? 0));
    heights[bar] = Math.min(1, highest / 127);
  }
  return heights;
}

/** Lifts quiet recordings, so that the loudest bar has full height. */
export function normalised(heights: Float64Array): Float64Array {
  const loudest = heights.reduce((a, b) => Math.max(a, b), 0);
  return loudest > 0.01 ? heights.map((height) => height / loudest) : heights;
}

/** How busy the chat was in each of `count` equal parts of the timeline, from 0 to 1. What is off the record is left out. */
export function density(written: ArrayLike<number>, duration: number, count: number): Float64Array {
  const counts = new Float64Array(Math.max(0, count));
  if (duration <= 0) return counts;
  let seen = lastAtOrBefore(written, -0.5) + 1;
  for (let bin = 0; bin < counts.length; bin++) {
    const until = lastAtOrBefore(written, ((bin + 1) * duration) / count - (bin + 1 < count ? 0.5 : 0)) + 1;
    counts[bin] = until - seen;
    seen = until;
  }
  const busiest = counts.reduce((a, b) => Math.max(a, b), 0);
  return busiest > 0 ? counts.map((n) => n / busiest) : counts;
}

const digits = (n: number) => String(Math.round(n * 10) / 10);

/** Upright strokes around a middle line, as the data of an SVG path. */
export function strokes(
  heights: Float64Array,
  from: number,
  to: number,
  pitch: number,
  tall: number,
): string {
  let path = '';
  for (let i = from; i < to; i++) {
    const half = Math.max(0.75, ((heights[i] ?? 0) * tall) / 2 - 1);
    path += `M${digits((i + 0.5) * pitch)} ${digits(tall / 2 - half)}V${digits(tall / 2 + half)}`;
  }
  return path;
}

/** Columns that stand on the ground, as the data of an SVG path; nothing where there is nothing. */
export function columns(heights: Float64Array, pitch: number, tall: number): string {
  let path = '';
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i] ?? 0;
    if (height > 0)
      path += `M${digits((i + 0.5) * pitch)} ${tall}V${digits(tall - Math.max(1.5, height * tall))}`;
  }
  return path;
}
