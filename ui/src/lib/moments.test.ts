import { expect, test } from 'vitest';
import { exactText, readMoment, readSource, sourceText } from './moments';

test.each([
  [0, '0:00'],
  [1_450_000, '24:10'],
  [3_723_250, '1:02:03.25'],
  [36_002_007, '10:00:02.007'],
  [-12_000, '−0:12'],
])('%d ms is %s, and is read back', (ms, text) => {
  expect(exactText(ms)).toBe(text);
  expect(readMoment(text)).toBe(ms);
});

test('what people type is read, and nothing else', () => {
  expect(readMoment('90')).toBe(90_000);
  expect(readMoment(' -1:30,5 ')).toBe(-90_500);
  for (const text of ['', 'ten', '1:2:3:4', '1:', '1.2345', '::']) expect(readMoment(text)).toBeNull();
});

test('a log that counts from 1970 shows its date', () => {
  const ms = Date.UTC(2008, 5, 21, 8, 0, 2, 500);
  expect(sourceText(ms)).toBe('2008-06-21 8:00:02.5');
  expect(readSource('2008-06-21 8:00:02.5', 0)).toBe(ms);
  expect(readSource('8:00:03', ms)).toBe(ms + 500);
  expect(readSource('10:00:02', 36_000_000)).toBe(36_002_000);
  expect(readSource('2008-99-01 1:00', ms)).toBeNull();
});
