import { expect, test } from 'vitest';
import { earlier, lastAtOrBefore, nextAfter, previousCue } from './cues';

const times = [-500, 0, 1000, 1000, 5000];

test('the current cue is the last at or before now', () => {
  expect(lastAtOrBefore(times, -501)).toBe(-1);
  expect(lastAtOrBefore(times, 0)).toBe(1);
  expect(lastAtOrBefore(times, 999.9)).toBe(1);
  expect(lastAtOrBefore(times, 1000)).toBe(3);
  expect(lastAtOrBefore(times, 1e9)).toBe(4);
  expect(lastAtOrBefore([], 0)).toBe(-1);
});

test('it agrees with looking at each', () => {
  for (let now = -600; now < 5100; now += 50) {
    expect(lastAtOrBefore(times, now)).toBe(times.findLastIndex((t) => t <= now));
    expect(nextAfter(times, now)).toBe(times.find((t) => t > now) ?? null);
  }
});

test('a step back goes to the one before, or to the beginning of one long begun', () => {
  expect(previousCue(times, 1000)).toBe(0);
  expect(previousCue(times, 4000)).toBe(1000);
  expect(previousCue(times, 5200)).toBe(1000);
  expect(previousCue([2000], 2100)).toBeNull();
});

test('the earlier of two, where there are two', () => {
  expect(earlier(3, 2)).toBe(2);
  expect(earlier(null, 2)).toBe(2);
  expect(earlier(null, null)).toBeNull();
});
