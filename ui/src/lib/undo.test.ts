import { expect, test } from 'vitest';
import { did, nothingDone, stepBack, stepForward, type Undo } from './undo';

test('what was undone can be done again, until something else is done', () => {
  const two = did(did(nothingDone as Undo<string>, 'a'), 'b');
  const back = stepBack(two);
  expect(back).toEqual({ done: ['a'], undone: ['b'] });
  expect(stepForward(back)).toEqual(two);
  expect(did(back, 'c')).toEqual({ done: ['a', 'c'], undone: [] });
});

test('with nothing done, nothing is undone', () => {
  expect(stepBack(nothingDone)).toBe(nothingDone);
  expect(stepForward(nothingDone)).toBe(nothingDone);
});
