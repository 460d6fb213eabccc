/** The last position in an ascending list whose value is at or before `at`; −1 where all come later. */
export function lastAtOrBefore(times: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The nearest moment before `at`, leaving `grace` so that going back twice does not land on the same one. */
export function previousMoment(times: ArrayLike<number>, at: number, grace: number): number | null {
  return times[lastAtOrBefore(times, at - grace)] ?? null;
}

/** The nearest moment after `at`. */
export function nextMoment(times: ArrayLike<number>, at: number): number | null {
  return times[lastAtOrBefore(times, at) + 1] ?? null;
}
