import { expect, test } from 'vitest';
import { valueText } from './versions';

test('a value is told as people read it', () => {
  expect(valueText('Evening')).toBe('Evening');
  expect(valueText(['Ana Ruiz', 'Ben'])).toBe('Ana Ruiz; Ben');
  expect(valueText({ method: 'manual' })).toBe('{"method":"manual"}');
  expect(valueText(12)).toBe('12');
  for (const nothing of [null, undefined, '', []]) expect(valueText(nothing)).toBeNull();
});
