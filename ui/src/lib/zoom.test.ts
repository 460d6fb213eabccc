import { expect, test } from 'vitest';
import { moved, share, turned, zoomed } from './zoom';

const HOUR = 3_600_000;

test('what is pointed at stays under the pointer', () => {
  const span = zoomed([0, HOUR], 0.5, 900_000, HOUR);
  expect(span).toEqual([450_000, 2_250_000]);
  expect(share(span, 900_000)).toBe(share([0, HOUR], 900_000));
});

test('it stays on the timeline, and no shorter than what is known of the sound', () => {
  expect(zoomed([0, HOUR], 3, 0, HOUR)).toEqual([0, HOUR]);
  expect(zoomed([3_000_000, HOUR], 2, HOUR, HOUR)).toEqual([2_400_000, HOUR]);
  expect(zoomed([0, HOUR], 1e-6, HOUR, HOUR)).toEqual([HOUR - 4000, HOUR]);
  expect(zoomed([0, 1500], 0.5, 700, 1500)).toEqual([0, 1500]);
  expect(zoomed([0, 0], 0.5, 0, 0)).toEqual([0, 0]);
});

test('it is moved up to the ends', () => {
  expect(moved([0, 10_000], 2500, HOUR)).toEqual([2500, 12_500]);
  expect(moved([0, 10_000], -1, HOUR)).toEqual([0, 10_000]);
  expect(moved([0, 10_000], 2 * HOUR, HOUR)).toEqual([HOUR - 10_000, HOUR]);
});

test('a page is turned to what is heard', () => {
  expect(turned([0, 10_000], 10_005, HOUR)).toEqual([9005, 19_005]);
  expect(turned([20_000, 30_000], 300, HOUR)).toEqual([0, 10_000]);
});
