import { expect, test } from 'vitest';
import { Zoom } from './zoom.svelte';

const zoomOf = (heard: number) => {
  const zoom = new Zoom(() => 100_000);
  zoom.hear(heard);
  return zoom;
};

test('it begins with the whole, goes in about what is heard, and out again', () => {
  const zoom = zoomOf(60_000);
  expect(zoom.isWhole).toBe(true);
  zoom.in();
  expect(zoom.shown).toEqual([30_000, 80_000]);
  zoom.out();
  expect([zoom.isWhole, ...zoom.shown]).toEqual([true, 0, 100_000]);
});

test('the page is turned where playing leaves it, and to where somebody goes', () => {
  const zoom = zoomOf(49_500);
  zoom.by(0.1, 49_500);
  const [, end] = zoom.shown;
  zoom.hear(end - 200);
  expect(zoom.shown[1]).toBe(end);
  zoom.hear(end + 100);
  expect(zoom.shown[0]).toBeGreaterThan(end - 1100);
  zoom.hear(2000);
  expect(zoom.shown).toEqual([1000, 11_000]);
});

test('who looks elsewhere is left there while it plays', () => {
  const zoom = zoomOf(10_000);
  zoom.by(0.1, 10_000);
  zoom.move(50_000);
  const elsewhere = zoom.shown;
  for (let at = 10_000; at < 12_000; at += 40) zoom.hear(at);
  expect(zoom.shown).toEqual(elsewhere);
  zoom.whole();
  expect(zoom.isWhole).toBe(true);
});
