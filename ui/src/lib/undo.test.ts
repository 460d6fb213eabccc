import { expect, test } from 'vitest';
import { did, nothingDone, stepBack, stepForward, toRedo, toUndo, type Undo } from './undo';

const steps = (undo: Undo<{ name: string }>) => [
  undo.done.map((step) => step.name).join(' '),
  undo.undone.map((step) => step.name).join(' '),
];
const nothing: Undo<{ name: string }> = nothingDone;

test('what was undone can be done again, until something else is done', () => {
  const two = did(did(nothing, { name: 'a' }), { name: 'b' });
  const back = stepBack(two);
  expect(steps(back)).toEqual(['a', 'b']);
  expect(stepForward(back)).toEqual(two);
  expect(steps(did(back, { name: 'c' }))).toEqual(['a c', '']);
});

test('with nothing done, nothing is undone', () => {
  expect(stepBack(nothingDone)).toBe(nothingDone);
  expect(stepForward(nothingDone)).toBe(nothingDone);
});

test('of several histories the last step is undone first, and done again last', () => {
  const one = { history: nothing };
  const other = { history: nothing };
  const both = [one, other];
  expect(toUndo(both)).toBeUndefined();
  for (const keeper of [one, other, one]) keeper.history = did(keeper.history, { name: 'step' });
  const order = [];
  for (let keeper = toUndo(both); keeper; keeper = toUndo(both)) {
    keeper.history = stepBack(keeper.history);
    order.push(keeper);
  }
  expect(order).toEqual([one, other, one]);
  expect(toRedo(both)).toBe(one);
  one.history = stepForward(one.history);
  expect(toRedo(both)).toBe(other);
  one.history = did(one.history, { name: 'something else' });
  expect(toRedo(both)).toBeUndefined();
});
