import { expect, test } from 'vitest';
import { delimiterOf, formOf, momentText, partsAt, recipeOf, withField } from './recipe';

const empty = { pattern: '', delimiter: ',', columns: {} };

test('a recipe comes back from its form as it was', () => {
  const rest = { date_order: null, times: 'clock' as const, holds: 'transcript' as const };
  for (const recipe of [
    { kind: 'pattern' as const, pattern: '{text}', ...rest },
    { kind: 'csv' as const, delimiter: ';', columns: { A: 'text' as const }, ...rest },
  ]) {
    expect(recipeOf(formOf(recipe, empty))).toEqual(recipe);
  }
});

test('what was chosen for the other shape is kept', () => {
  const form = formOf({ kind: 'pattern', pattern: '{text}', holds: 'chat' }, { ...empty, delimiter: '|' });
  expect([form.delimiter, form.pattern]).toEqual(['|', '{text}']);
});

test('a column holds one thing, and a thing is in one column', () => {
  const columns = withField({ A: 'time', B: 'author' }, 'author', 'A');
  expect(columns).toEqual({ A: 'author' });
  expect(withField(columns, 'author', '')).toEqual({});
});

test('the sign that divides most is taken', () => {
  expect(delimiterOf('a;b, c;d')).toBe(';');
  expect(delimiterOf('a\tb')).toBe('\t');
  expect(delimiterOf('a')).toBe(',');
});

test('a pattern is cut where it is wrong, by characters', () => {
  expect(partsAt('é👍 {who}: x', 4, '{who}')).toEqual(['é👍 ', '{who}', ': x']);
  expect(partsAt('abc', 9, '')).toEqual(['abc', '', '']);
});

test('moments are shown by what they count from', () => {
  expect(momentText(65_000, 'relative')).toBe('1:05');
  expect(momentText(36_060_000, 'wall_clock')).toBe('10:01:00');
  expect(momentText(86_400_000 + 60_000, 'wall_clock')).toBe('00:01:00 +1 d');
  expect(momentText(0, 'utc')).toBe('1970-01-01 00:00:00');
  expect(momentText(0, 'none')).toBe('');
});
