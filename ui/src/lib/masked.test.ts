import { expect, test } from 'vitest';
import { isMasked, pieces } from './masked';

test('a text falls into what can be read and what is redacted', () => {
  expect(pieces('[redacted]')).toEqual([{ text: '[redacted]', redacted: true }]);
  expect(pieces('My number is [redacted] call me')).toEqual([
    { text: 'My number is ', redacted: false },
    { text: '[redacted]', redacted: true },
    { text: ' call me', redacted: false },
  ]);
  expect(pieces('plain')).toEqual([{ text: 'plain', redacted: false }]);
  expect([isMasked('a [redacted] b'), isMasked('plain')]).toEqual([true, false]);
});
