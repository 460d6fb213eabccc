import { expect, test, vi } from 'vitest';
import type { Opened } from '../../ipc/opened';
import { Score } from './score.svelte';

vi.mock('../../ipc/commands', () => ({ scoreRows: () => Promise.resolve([]) }));

const view = (times: number[]): Opened => ({
  id: 's',
  title: 'A talk',
  date: null,
  series: null,
  folder: 'A talk',
  read_only: false,
  duration_ms: 60_000,
  recordings: [],
  logs: [],
  people: 2,
  joined: [],
  seen: '',
  rows: Float64Array.from(times),
  written: Float64Array.from(times),
});

test('what was written before the recording began is never current', () => {
  const score = new Score(view([-5000, -1000, 2000]));
  expect(score.track(0)).toBe(2000);
  expect(score.moment).toMatchObject({ row: 1, messageRow: -1, messageAt: -Infinity });
  score.track(2000);
  expect(score.moment).toMatchObject({ row: 2, messageRow: 2, messageAt: 2000 });
});

test('what is written at the very beginning is current there', () => {
  const score = new Score(view([0, 2000]));
  score.track(0);
  expect(score.moment).toMatchObject({ row: 0, messageRow: 0, messageAt: 0 });
});
