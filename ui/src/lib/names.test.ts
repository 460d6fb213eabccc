import { expect, test } from 'vitest';
import { namesIn, shownNames } from './names';

test('who goes by several names is shown by one', () => {
  const nameOf = shownNames([
    { name: 'Ana Ruiz', also: ['ana.r', 'guest'] },
    { name: 'Ben', also: ['guest'] },
  ]);
  expect(['ana.r', 'Ana Ruiz', 'Cem'].map(nameOf)).toEqual(['Ana Ruiz', 'Ana Ruiz', 'Cem']);
  expect(nameOf('guest')).toBe('Ana Ruiz');
  expect(nameOf('constructor')).toBe('constructor');
});

test('names stand between semicolons, and may hold commas', () => {
  expect(namesIn('Ruiz, Ana; Ben;; Ben')).toEqual(['Ruiz, Ana', 'Ben']);
  expect(namesIn('Ana\n Ben ', ['Ana'])).toEqual(['Ben']);
  expect(namesIn('  ')).toEqual([]);
});
