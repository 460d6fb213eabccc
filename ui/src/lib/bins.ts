import type { Span } from './snap';

/** How many of the ascending `times` fall in each of `count` equal parts of a span; those outside are left out. */
export function density(times: ArrayLike<number>, [from, to]: Span, count: number): number[] {
  const bins = new Array<number>(count).fill(0);
  if (to <= from) return bins;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (time < from || time > to) continue;
    const bin = Math.min(count - 1, Math.floor(((time - from) / (to - from)) * count));
    bins[bin] = (bins[bin] as number) + 1;
  }
  return bins;
}

/** Parts of the timeline, put together into fewer: the sums of what is in them. */
export function folded(parts: readonly number[], count: number): number[] {
  const sums = new Array<number>(count).fill(0);
  parts.forEach((part, i) => {
    const at = Math.min(count - 1, Math.floor((i * count) / parts.length));
    sums[at] = (sums[at] ?? 0) + part;
  });
  return sums;
}

/** How many times lie before and after the timeline. */
export function outside(times: ArrayLike<number>, duration: number): { before: number; after: number } {
  let [before, after] = [0, 0];
  for (let i = 0; i < times.length; i++) {
    if ((times[i] as number) < 0) before++;
    else if ((times[i] as number) > duration) after++;
  }
  return { before, after };
}

/** Puts a part of the waveform into the whole; a bucket that two parts share is as high and low as either. */
export function joinPeaks(whole: Int8Array, part: { first: number; pairs: readonly number[] }) {
  part.pairs.forEach((sample, i) => {
    const at = 2 * part.first + i;
    const known = whole[at] ?? 0;
    whole[at] = i % 2 === 0 ? Math.min(known, sample) : Math.max(known, sample);
  });
}

/** Lowest and highest signed bytes in turn, over a span of the timeline. */
export interface Peaks {
  pairs: Int8Array;
  span: Span;
}

/** The loudness, from 0 to 1, of `count` bars over a span of what there are peaks of. */
export function bars({ pairs, span: [begin, end] }: Peaks, [from, to]: Span, count: number): number[] {
  const buckets = pairs.length >> 1;
  const heights = new Array<number>(count).fill(0);
  if (buckets === 0 || end <= begin) return heights;
  const bucket = (bar: number) =>
    Math.floor(((from - begin + (bar * (to - from)) / count) / (end - begin)) * buckets);
  for (let bar = 0; bar < count; bar++) {
    const first = Math.min(buckets - 1, Math.max(0, bucket(bar)));
    const last = Math.max(first + 1, Math.min(buckets, bucket(bar + 1)));
    let peak = 0;
    for (let i = first; i < last; i++) {
      peak = Math.max(peak, -(pairs[2 * i] as number), pairs[2 * i + 1] as number);
    }
    heights[bar] = Math.min(1, peak / 127);
  }
  return heights;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400].map((s) => s * 1000);

/** The moments to name under a span that has room for `room` of them: round ones, and where it begins and ends. */
export function ticks([from, to]: Span, room: number): number[] {
  if (to <= from) return [from];
  const step = STEPS.find((s) => (to - from) / s <= Math.max(1, room)) ?? to - from;
  const moments = [from];
  for (let t = Math.ceil(from / step + 0.6) * step; t < to - step * 0.6; t += step) moments.push(t);
  moments.push(to);
  return moments;
}
