/** How many of the ascending `times` fall in each of `count` equal parts of the timeline; those outside are left out. */
export function density(times: ArrayLike<number>, duration: number, count: number): number[] {
  const bins = new Array<number>(count).fill(0);
  if (duration <= 0) return bins;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (time < 0 || time > duration) continue;
    const bin = Math.min(count - 1, Math.floor((time / duration) * count));
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

/** The loudness, from 0 to 1, of `count` bars, out of (min, max) pairs of signed bytes. */
export function bars(pairs: Int8Array, count: number): number[] {
  const buckets = pairs.length >> 1;
  const heights = new Array<number>(count).fill(0);
  if (buckets === 0) return heights;
  for (let bar = 0; bar < count; bar++) {
    const from = Math.floor((bar * buckets) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * buckets) / count));
    let peak = 0;
    for (let i = from; i < to; i++) {
      peak = Math.max(peak, -(pairs[2 * i] as number), pairs[2 * i + 1] as number);
    }
    heights[bar] = Math.min(1, peak / 127);
  }
  return heights;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400].map((s) => s * 1000);

/** The moments to name under a timeline that has room for `room` of them; the end is always among them. */
export function ticks(duration: number, room: number): number[] {
  if (duration <= 0) return [0];
  const step = STEPS.find((s) => duration / s <= Math.max(1, room)) ?? duration;
  const moments: number[] = [];
  for (let t = 0; t < duration - step * 0.6; t += step) moments.push(t);
  moments.push(duration);
  return moments;
}
