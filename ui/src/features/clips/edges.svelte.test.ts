import { beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../elements/toasts.svelte';
import type { NoteView, Row } from '../../ipc/bindings/wire';
import type { Player } from '../player/player.svelte';
import type { Score } from '../session/score.svelte';
import { Edges, type Clip } from './edges.svelte';
import type { Notes } from './notes.svelte';

const clip: Clip = {
  id: 'n1',
  kind: 'clip',
  from_ms: 10_000,
  to_ms: 20_000,
  title: 'Marshes',
  text: '',
  tags: [],
  position: 10_000,
};

const said: Row = {
  at_ms: 9000,
  off_record: false,
  spoken: [
    {
      id: 'c1',
      at_ms: 9000,
      end_ms: 12_000,
      author: 'Ana Ruiz',
      text: 'Good evening. All.',
      words: [
        { at_ms: 9000, text: 'Good ' },
        { at_ms: 9800, text: 'evening. ' },
        { at_ms: 11_000, text: 'All.' },
      ],
      redacted: false,
    },
  ],
  written: [],
};

const notes = { list: [] as NoteView[], chosen: null as string | null, save: vi.fn() };
const player = {
  duration: 60_000,
  comforted: null as { silences_ms: [number, number][] } | null,
  tried: null as { span: readonly [number, number] } | null,
  try: vi.fn((span: readonly [number, number]) => Promise.resolve(void (player.tried = { span }))),
  repeated: null as readonly [number, number] | null,
  repeat: vi.fn(),
  untry: vi.fn(() => Promise.resolve(void (player.tried = null))),
};
const score = {
  spoken: true,
  view: { written: [500, 15_000] },
  around: vi.fn(() => Promise.resolve([said])),
};

let toasts: Toasts;
let edges: Edges;
beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Object.assign(notes, { list: [clip], chosen: clip.id });
  notes.save.mockImplementation((note: NoteView) => {
    notes.list = [note];
    return Promise.resolve(true);
  });
  Object.assign(player, { comforted: null, tried: null, repeated: null });
  score.spoken = true;
  toasts = new Toasts();
  edges = new Edges(
    notes as unknown as Notes,
    player as unknown as Player,
    toasts,
    () => score as unknown as Score,
  );
});

const told = () => toasts.list.map((toast) => toast.text).join(' ');
const steps = () => vi.advanceTimersByTimeAsync(0);

test('a run of keys is saved once, when it rests', async () => {
  for (let i = 0; i < 3; i++) edges.step(clip, 'from', 1, 'finely');
  await steps();
  expect(edges.spanOf(clip)).toEqual([10_030, 20_000]);
  expect(notes.save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(notes.save).toHaveBeenCalledExactlyOnceWith({ ...clip, from_ms: 10_030, position: 10_030 });
  expect(edges.draft).toBeNull();
});

test('a step by a word goes to where one begins, and says where there is none', async () => {
  edges.step(clip, 'from', -1, 'word');
  await steps();
  expect(edges.spanOf(clip)[0]).toBe(9800);
  edges.step(clip, 'to', 1, 'word');
  await steps();
  expect(told()).toContain('No word');
});

test('without a transcript it goes by message', async () => {
  score.spoken = false;
  edges.step(clip, 'to', -1, 'word');
  await steps();
  expect(edges.spanOf(clip)).toEqual([10_000, 15_000]);
});

test('what is given up is not saved', async () => {
  edges.put(clip, 'to', 30_000);
  expect(edges.shown[0]).toMatchObject({ to_ms: 30_000 });
  edges.leave();
  await edges.settle();
  expect(notes.save).not.toHaveBeenCalled();
  expect(edges.spanOf(clip)).toEqual([10_000, 20_000]);
});

test('an edge with no silence near stays, and that is said', async () => {
  await edges.snapToSilence(clip);
  expect(told()).toContain('Try again');
  player.comforted = { silences_ms: [[8000, 9500]] };
  await edges.snapToSilence(clip);
  expect(notes.save).toHaveBeenCalledExactlyOnceWith({ ...clip, from_ms: 9500, position: 9500 });
  expect(told()).toContain('within 2 seconds of the end');
});

test('a clip that somebody has put elsewhere in the list stays there', async () => {
  const put = { ...clip, position: 7 };
  notes.list = [put];
  await edges.set(put, 'from', 11_000);
  expect(notes.save).toHaveBeenCalledExactlyOnceWith({ ...put, from_ms: 11_000 });
});

test('a clip begins with its sentence', async () => {
  await edges.snapToSentences(clip);
  expect(notes.save).toHaveBeenCalledExactlyOnceWith({ ...clip, from_ms: 9000, position: 9000 });
});

test('an edge is heard until it is asked for again, and anew where it has moved', async () => {
  await edges.hear(clip, 'to');
  expect(player.try).toHaveBeenLastCalledWith([19_250, 20_750]);
  expect([edges.hears(clip, 'from'), edges.hears(clip, 'to')]).toEqual([false, true]);
  await edges.set(clip, 'to', 21_000);
  expect(player.try).toHaveBeenLastCalledWith([20_250, 21_750]);
  await edges.hear(clip, 'to');
  expect(player.untry).toHaveBeenCalledOnce();
  expect(edges.hears(clip)).toBe(false);
});

test('what is repeated goes along with its clip', async () => {
  player.repeated = [10_000, 20_000];
  await edges.set(clip, 'to', 21_000);
  expect(player.repeat).toHaveBeenCalledExactlyOnceWith([10_000, 21_000]);
  await edges.set({ ...clip, to_ms: 21_000 }, 'to', 22_000);
  expect(player.repeat, 'what is repeated is another span').toHaveBeenCalledOnce();
});

test('the keys are for the clip that is open, or else the shortest one that goes on', () => {
  const short = { ...clip, id: 'n2', from_ms: 12_000, to_ms: 14_000 };
  Object.assign(notes, { list: [clip, short], chosen: null });
  expect(edges.clipAt(30_000)).toBeNull();
  expect(told()).toContain('No clip');
  expect(edges.clipAt(13_000)?.id).toBe('n2');
  expect(notes.chosen).toBe('n2');
});
