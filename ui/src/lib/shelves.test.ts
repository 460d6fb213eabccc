import { expect, test } from 'vitest';
import { ShelfRows } from './shelves';

test('each shelf has a heading, and sessions are numbered through', () => {
  const rows = new ShelfRows([
    { series: 'Birds', sessions: 2 },
    { series: null, sessions: 3 },
  ]);
  expect([rows.count, rows.sessions]).toEqual([7, 5]);
  expect(Array.from({ length: 7 }, (_, row) => rows.at(row))).toEqual([
    { kind: 'heading', series: 'Birds' },
    { kind: 'session', number: 0 },
    { kind: 'session', number: 1 },
    { kind: 'heading', series: null },
    { kind: 'session', number: 2 },
    { kind: 'session', number: 3 },
    { kind: 'session', number: 4 },
  ]);
  expect([0, 1, 2, 3, 4].map((number) => rows.rowOf(number))).toEqual([1, 2, 4, 5, 6]);
  expect(
    rows.areOf([
      { series: 'Birds', sessions: 2 },
      { series: null, sessions: 3 },
    ]),
  ).toBe(true);
  expect(
    rows.areOf([
      { series: 'Birds', sessions: 3 },
      { series: null, sessions: 3 },
    ]),
  ).toBe(false);
  expect([0, 1, 3, 4, 7].map((row) => rows.before(row))).toEqual([0, 0, 2, 2, 5]);
});

test('sessions that are all in no series need no heading', () => {
  const rows = new ShelfRows([{ series: null, sessions: 2 }]);
  expect(rows.at(0)).toEqual({ kind: 'session', number: 0 });
  expect([rows.count, rows.rowOf(1)]).toEqual([2, 1]);
  expect(new ShelfRows([]).count).toBe(0);
});
