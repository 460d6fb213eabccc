import { expect, test } from 'vitest';
import { opened } from './opened';

test('an open session is read from its bytes', () => {
  const json = new TextEncoder().encode('{"title":"Café"}');
  const bytes = new ArrayBuffer(8 + 3 * 8 + json.length);
  new Uint32Array(bytes, 0, 2).set([2, 1]);
  new Float64Array(bytes, 8, 3).set([-500, 1000, 1000]);
  new Uint8Array(bytes, 32).set(json);
  const session = opened(bytes);
  expect(session.title).toBe('Café');
  expect([...session.rows]).toEqual([-500, 1000]);
  expect([...session.written]).toEqual([1000]);
});
