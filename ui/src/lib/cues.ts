/** The index of the last of the ascending `times` at or before `now`; −1 where there is none. */
export function lastAtOrBefore(times: ArrayLike<number>, now: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= now) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first of the ascending `times` after `now`; null where there is none. */
export function nextAfter(times: ArrayLike<number>, now: number): number | null {
  return times[lastAtOrBefore(times, now) + 1] ?? null;
}

/** How long after a cue began a step back still goes to the one before it, in milliseconds. */
const GRACE = 1500;

/** Where a step to the previous cue goes: the one before, or the beginning of one that has been going on for a while. */
export function previousCue(times: ArrayLike<number>, now: number): number | null {
  const current = times[lastAtOrBefore(times, now)];
  if (current === undefined || now - current > GRACE) return current ?? null;
  return times[lastAtOrBefore(times, current - 1)] ?? null;
}

/** The earlier of two moments, either of which may be missing. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  if (b === null) return a;
  return Math.min(a, b);
}
