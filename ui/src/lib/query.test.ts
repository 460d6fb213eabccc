import { expect, test } from 'vitest';
import type { SearchHit } from '../ipc/bindings/wire';
import { grouped, narrowed } from './query';

const hit = (text: string) => ({ text }) as SearchHit;

test('hits stand session by session, and are numbered as they stand', () => {
  const groups = [
    { session: 'b', title: 'B', date: '', total: 9, hits: [0, 2] },
    { session: 'a', title: 'A', date: '2001', total: 1, hits: [1] },
  ];
  const shown = grouped({ groups, hits: [hit('first'), hit('second'), hit('third')] });
  expect(shown.map((group) => [group.first, group.hits.map(({ text }) => text)])).toEqual([
    [0, ['first', 'third']],
    [2, ['second']],
  ]);
});

test('a query is narrowed in its own words', () => {
  expect(narrowed('rain ', 'people', 'Ana')).toBe('rain from:Ana ');
  expect(narrowed('rain', 'people', 'Ana "Ani" Ruiz')).toBe('rain from:"Ana Ani Ruiz" ');
  expect(narrowed('rain', 'years', '2008')).toBe('rain after:2008 before:2009 ');
  expect(narrowed('rain', 'kinds', 'chat')).toBe('rain kind:chat ');
});
