import { beforeEach, expect, test, vi } from 'vitest';
import type { SearchAnswer, SearchHit } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { Search } from './search.svelte';

vi.mock('../../ipc/commands');

const hit = (text: string, session: string, at_ms: number) =>
  ({ text, session, at_ms, message: text, note: null, also: [] }) as unknown as SearchHit;

const answer = (...hits: SearchHit[]) =>
  ({ hits, groups: [{ session: 's', hits: hits.map((_, n) => n) }] }) as unknown as SearchAnswer;

const moment = { session: 's', title: 'Talk', message: 'l1.0', at_ms: 0, author: 'Ana', text: 'tea' };

beforeEach(() => {
  vi.mocked(commands.search).mockResolvedValue(answer(hit('found', 's', 1)));
  vi.mocked(commands.complete).mockResolvedValue([]);
  vi.mocked(commands.moreLike).mockResolvedValue(
    answer(hit('late', 's', 9), hit('other', 'o', 1), hit('soon', 's', 3)),
  );
});

const texts = (hits: readonly SearchHit[]) => hits.map((one) => one.text);

test('what is like a moment stands over the search, which comes back', async () => {
  const search = new Search();
  search.open('s');
  search.query = 'tea';
  await search.settle();
  await search.likes(moment);
  expect(texts(search.answer?.hits ?? [])).toEqual(['late', 'other', 'soon']);
  expect(texts(search.here)).toEqual(['soon', 'late']);
  search.leave();
  await vi.waitFor(() => expect(texts(search.answer?.hits ?? [])).toEqual(['found']));
  search.leave();
  expect(search.active).toBe(false);
});

test('an answer that comes after something else was asked for is dropped', async () => {
  let come: (answer: SearchAnswer) => void = () => undefined;
  vi.mocked(commands.moreLike).mockReturnValue(new Promise((resolve) => (come = resolve)));
  const search = new Search();
  const slow = search.likes(moment);
  search.clear();
  come(answer(hit('late', 's', 9)));
  await slow;
  expect(search.answer).toBeNull();
});
