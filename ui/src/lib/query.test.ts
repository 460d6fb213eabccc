import { expect, test } from 'vitest';
import type { SearchHit } from '../ipc/bindings/wire';
import { grouped } from './query';

const hit = (text: string) => ({ text }) as SearchHit;

test('hits stand session by session, and are numbered as they stand', () => {
  const groups = [
    { session: 'b', title: 'B', date: '', series: '', total: 9, hits: [0, 2] },
    { session: 'a', title: 'A', date: '2001', series: '', total: 1, hits: [1] },
  ];
  const shown = grouped({ groups, hits: [hit('first'), hit('second'), hit('third')] });
  expect(shown.map((group) => [group.first, group.hits.map(({ text }) => text)])).toEqual([
    [0, ['first', 'third']],
    [2, ['second']],
  ]);
});
