import { expect, test } from 'vitest';
import { bySeries } from './grouping';

test('by series, those without one last, the newest first', () => {
  const card = (title: string, date: string | null, series: string | null) => ({ title, date, series });
  const groups = bySeries([
    card('Alone', '2001', null),
    card('Old', '2008-03-05', 'Talks'),
    card('New', '2008-05', 'Talks'),
    card('Undated', null, 'Talks'),
    card('Voice', '1999', 'Histories'),
  ]);
  expect(groups.map((g) => [g.series, g.items.map((i) => i.title)])).toEqual([
    ['Histories', ['Voice']],
    ['Talks', ['New', 'Old', 'Undated']],
    [null, ['Alone']],
  ]);
});
