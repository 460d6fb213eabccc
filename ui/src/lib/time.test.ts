import { expect, test } from 'vitest';
import { agoText, clockText, dateText, durationText } from './time';

test('a moment reads as a clock, with hours only where there are any', () => {
  expect(clockText(0)).toBe('0:00');
  expect(clockText(1_450_999)).toBe('24:10');
  expect(clockText(3_723_000)).toBe('1:02:03');
});

test('before the recording, a moment is negative; nothing is minus zero', () => {
  expect(clockText(-12_400)).toBe('−0:12');
  expect(clockText(-400)).toBe('0:00');
});

test('a duration is told in the largest units that matter', () => {
  expect(durationText(52_000)).toBe('52 s');
  expect(durationText(3_492_000)).toBe('58 min');
  expect(durationText(59.6 * 60_000)).toBe('1 h 00');
  expect(durationText(3_720_000)).toBe('1 h 02');
});

test('a date may be only a month or a year', () => {
  expect(dateText('2008-05-14')).toBe('14 May 2008');
  expect(dateText('2007-11')).toBe('November 2007');
  expect(dateText('1974')).toBe('1974');
  expect(dateText('spring')).toBe('spring');
});

test('how long ago something was', () => {
  const now = Date.parse('2026-05-10T12:00:00Z');
  const cases = [
    ['2026-05-10T11:59:40Z', 'just now'],
    ['2026-05-10T11:58:00Z', '2 minutes ago'],
    ['2026-05-10T09:00:00Z', '3 hours ago'],
    ['2026-05-09T10:00:00Z', 'yesterday'],
    ['2026-05-07T10:00:00Z', '3 days ago'],
    ['2025-01-01T00:00:00Z', '1 year ago'],
    ['2026-05-10T12:03:00Z', 'just now'],
  ] as const;
  for (const [moment, said] of cases) expect(agoText(moment, now)).toBe(said);
});
