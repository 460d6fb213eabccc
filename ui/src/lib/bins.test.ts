import { expect, test } from 'vitest';
import { bars, density, folded, joinPeaks, outside, ticks } from './bins';

test('messages are counted where they fall; those off the record are left out', () => {
  expect(density([-1, 0, 10, 49, 50, 100, 101], [0, 100], 2)).toEqual([3, 2]);
  expect(density([-1, 0, 10, 49, 50, 100, 101], [40, 60], 2)).toEqual([1, 1]);
  expect(density([1], [0, 0], 2)).toEqual([0, 0]);
});

test('a bar is as high as the loudest in it', () => {
  const peaks = (...pairs: number[]) => ({ pairs: Int8Array.from(pairs), span: [0, 400] as const });
  expect(bars(peaks(-10, 127, -127, 3, 0, 0, -5, 5), [0, 400], 2)).toEqual([1, 5 / 127]);
  expect(bars(peaks(-10, 127, -127, 3, 0, 0, -5, 5), [200, 400], 2)).toEqual([0, 5 / 127]);
  expect(bars(peaks(), [0, 400], 2)).toEqual([0, 0]);
});

test('fewer buckets than bars still fill every bar', () => {
  expect(bars({ pairs: Int8Array.from([-127, 127]), span: [0, 9] }, [3, 4], 3)).toEqual([1, 1, 1]);
});

test('the scale has round steps and ends at the end', () => {
  const hour = ticks([0, 3_492_000], 7);
  expect(hour).toEqual([0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000, 3_492_000]);
  expect(ticks([61_300, 67_900], 7)).toEqual([
    61_300, 62_000, 63_000, 64_000, 65_000, 66_000, 67_000, 67_900,
  ]);
  expect(ticks([0, 0], 7)).toEqual([0]);
});

test('parts are put together, and none is lost', () => {
  expect(folded([1, 2, 3, 4, 5, 6], 3)).toEqual([3, 7, 11]);
  expect(folded([1, 2, 3], 2).reduce((a, b) => a + b)).toBe(6);
});

test('what lies outside of the timeline is counted at its edge', () => {
  expect(outside([-5, -1, 0, 500, 1000, 1001], 1000)).toEqual({ before: 2, after: 1 });
});

test('a bucket that two parts of the waveform share is as high and low as either', () => {
  const whole = new Int8Array(6);
  joinPeaks(whole, { first: 1, pairs: [-3, 9, -7, 2] });
  joinPeaks(whole, { first: 0, pairs: [-1, 1, -5, 4] });
  expect([...whole]).toEqual([-1, 1, -5, 9, -7, 2]);
});
