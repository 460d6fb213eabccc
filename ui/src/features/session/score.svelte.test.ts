import { expect, test, vi } from 'vitest';
import type { Row, Spoken } from '../../ipc/bindings/wire';
import type { Opened } from '../../ipc/opened';
import { Score } from './score.svelte';

const asked = vi.hoisted(() => ({ rows: [] as Row[], asRecorded: [] as boolean[] }));

vi.mock('../../ipc/commands', () => ({
  scoreRows: (_: string, from: number, count: number, asRecorded: boolean) => {
    asked.asRecorded.push(asRecorded);
    return Promise.resolve(asked.rows.slice(from, from + count));
  },
}));

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

test('what was said in a stretch is quoted by its words', async () => {
  const cue = (at: number, text: string): Spoken => ({
    id: `c${at}`,
    at_ms: at,
    end_ms: at + 2000,
    author: 'Ana',
    text,
    words: text.split(/(?<= )/).map((word, i) => ({ at_ms: at + 1000 * i, text: word })),
    redacted: false,
  });
  asked.rows = [0, 2000].map((at) => ({
    at_ms: at,
    off_record: false,
    spoken: [cue(at, 'one two')],
    written: [],
  }));
  const score = new Score(view([0, 2000]));
  expect(await score.linesIn(1000, 3000)).toEqual([
    { author: 'Ana', text: 'two' },
    { author: 'Ana', text: 'one ' },
  ]);
});

test('what is redacted is asked for as it was recorded, and masked again', async () => {
  asked.asRecorded = [];
  const score = new Score(view([0, 2000]));
  score.want(0, 2);
  await score.show(true);
  await score.show(false);
  expect([...new Set(asked.asRecorded)]).toEqual([false, true]);
  expect(asked.asRecorded.at(-1)).toBe(false);
});
