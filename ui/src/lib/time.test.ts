import { expect, test } from 'vitest';
import { clockText, dateText, durationText } from './time';

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
