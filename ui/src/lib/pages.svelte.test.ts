import { expect, test } from 'vitest';
import { Pages } from './pages.svelte';

const settled = () => new Promise((done) => setTimeout(done));
const same = (a: string, b: string) => a === b;

test('only the pages that are looked at are fetched, and few are kept', async () => {
  const asked: number[] = [];
  const list = Array.from({ length: 95 }, (_, i) => `item ${i}`);
  const pages = new Pages(
    async (from, count) => {
      asked.push(from);
      return list.slice(from, from + count);
    },
    10,
    3,
  );
  pages.want(12, 31);
  pages.want(12, 31);
  await settled();
  expect(asked).toEqual([10, 20, 30]);
  expect([pages.at(12), pages.at(39), pages.at(5)]).toEqual(['item 12', 'item 39', undefined]);
  pages.want(90, 95);
  await settled();
  expect([pages.at(94), pages.at(95), pages.at(12)]).toEqual(['item 94', undefined, undefined]);
  expect(pages.find((item) => item === 'item 93')).toBe(93);
});

test('a change shows what is looked at as it is now, all at once', async () => {
  let list = ['a', 'b', 'c', 'd'];
  const pages = new Pages(async (from, count) => list.slice(from, from + count), 2, 9);
  pages.want(0, 2);
  await settled();
  expect(pages.take(await pages.anew(), same)).toBe(false);
  list = ['0', ...list];
  const now = await pages.anew();
  expect(pages.at(0)).toBe('a');
  expect(pages.take(now, same)).toBe(true);
  expect([pages.at(0), pages.at(1)]).toEqual(['0', 'a']);
});
