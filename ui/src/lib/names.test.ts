import { expect, test } from 'vitest';
import { shownNames } from './names';

test('who goes by several names is shown by one', () => {
  const nameOf = shownNames([
    { name: 'Ana Ruiz', also: ['ana.r', 'guest'] },
    { name: 'Ben', also: ['guest'] },
  ]);
  expect(['ana.r', 'Ana Ruiz', 'Cem'].map(nameOf)).toEqual(['Ana Ruiz', 'Ana Ruiz', 'Cem']);
  expect(nameOf('guest')).toBe('Ana Ruiz');
  expect(nameOf('constructor')).toBe('constructor');
});
