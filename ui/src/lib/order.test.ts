import { expect, test } from 'vitest';
import { moved } from './order';

/** The items in their order after the move. */
function after(positions: number[], from: number, to: number): number[] {
  const changed = moved(positions, from, to);
  const now = positions.map((position, item) => ({ item, position: changed.get(item) ?? position }));
  return now.sort((a, b) => a.position - b.position).map(({ item }) => item);
}

test('one is moved anywhere, and only its own position changes', () => {
  const positions = [0, 4000, 9000];
  expect(after(positions, 0, 2)).toEqual([1, 2, 0]);
  expect(after(positions, 2, 0)).toEqual([2, 0, 1]);
  expect(after(positions, 0, 1)).toEqual([1, 0, 2]);
  for (const to of [0, 1, 2]) expect(moved(positions, 0, to).size).toBe(1);
});

test('where there is no room between two, all are put anew', () => {
  expect(after([0, 7, 7, 9], 3, 2)).toEqual([0, 1, 3, 2]);
  expect(after([5, 5, 5], 2, 0)).toEqual([2, 0, 1]);
});
