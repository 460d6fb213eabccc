import { expect, test } from 'vitest';
import { isNewer, momentAt, waitFor, type TimedReading } from './clock';

const reading: TimedReading = { at: 10_000, running: true, speed: 2, generation: 3, taken: 500 };

test('the moment runs on at the speed of playing, and stops at the end', () => {
  expect(momentAt(reading, 1500, 60_000)).toBe(12_000);
  expect(momentAt(reading, 100_000, 60_000)).toBe(60_000);
  expect(momentAt({ ...reading, running: false }, 1500, 60_000)).toBe(10_000);
});

test('a reading taken in the future of its use does not run backwards', () => {
  expect(momentAt(reading, 400, 60_000)).toBe(10_000);
});

test('the wait is in the window’s time, not the session’s', () => {
  expect(waitFor(reading, 500, 11_000)).toBe(500);
  expect(waitFor(reading, 900, 11_000)).toBe(100);
  expect(waitFor(reading, 5000, 11_000)).toBe(0);
  expect(waitFor({ ...reading, running: false }, 500, 11_000)).toBeNull();
});

test('waiting as long as it says brings the moment', () => {
  const wait = waitFor(reading, 777, 34_567) ?? NaN;
  expect(momentAt(reading, 777 + wait, 60_000)).toBeCloseTo(34_567, 6);
});

test('an older load or an earlier answer is no news', () => {
  expect(isNewer(null, reading)).toBe(true);
  expect(isNewer(reading, { ...reading, generation: 2, taken: 900 })).toBe(false);
  expect(isNewer(reading, { ...reading, generation: 4, taken: 100 })).toBe(true);
  expect(isNewer(reading, { ...reading, taken: 400 })).toBe(false);
});
