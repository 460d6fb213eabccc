import { expect, test } from 'vitest';
import { follow, type FollowEvent, type Following } from './follow';

const after = (state: Following, ...events: FollowEvent[]) => events.reduce(follow, state);
const on: Following = { on: true, sight: 'seen' };

test('scrolling the current row out of view turns it off, and says which way back', () => {
  expect(after(on, { type: 'scrolled', sight: 'above' })).toEqual({ on: false, sight: 'above' });
});

test('scrolling within view leaves it on', () => {
  expect(after(on, { type: 'scrolled', sight: 'seen' })).toEqual(on);
});

test('scrolling the current row back into view turns it on', () => {
  expect(after(on, { type: 'scrolled', sight: 'below' }, { type: 'scrolled', sight: 'seen' })).toEqual(on);
});

test('switched off with the row in view, a little scrolling does not turn it on', () => {
  expect(after(on, { type: 'switched', on: false }, { type: 'scrolled', sight: 'seen' }).on).toBe(false);
});

test('playing on never turns it on or off by itself', () => {
  const off = after(on, { type: 'scrolled', sight: 'above' });
  expect(after(off, { type: 'moved', sight: 'seen' }).on).toBe(false);
  expect(after(on, { type: 'moved', sight: 'below' })).toEqual({ on: true, sight: 'below' });
});

test('the button turns it on', () => {
  expect(after({ on: false, sight: 'below' }, { type: 'back' }).on).toBe(true);
});
