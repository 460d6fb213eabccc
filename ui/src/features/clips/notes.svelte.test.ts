import { beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../elements/toasts.svelte';
import type { NoteView } from '../../ipc/bindings/wire';
import type { Score } from '../session/score.svelte';
import { Notes } from './notes.svelte';

const kept = vi.hoisted(() => new Map<string, NoteView>());

vi.mock('../../ipc/commands', () => ({
  notes: () => Promise.resolve([...kept.values()]),
  saveNote: (_: string, note: NoteView) => {
    const saved = { ...note, id: note.id || `n${kept.size}` };
    kept.set(saved.id, saved);
    return Promise.resolve(saved);
  },
  removeNote: (_: string, id: string) => Promise.resolve(kept.delete(id)),
}));

const score = { around: () => Promise.resolve([]), wordsAt: () => 'Good evening' } as unknown as Score;

let notes: Notes;
beforeEach(async () => {
  kept.clear();
  notes = new Notes(new Toasts());
  await notes.open('s');
});

const only = () => [...kept.values()][0] as NoteView;

test('a new clip is open, called by what is said there, and undone is gone', async () => {
  await notes.clip(score, 1000.4, 2500);
  expect(only()).toMatchObject({ kind: 'clip', from_ms: 1000, to_ms: 2500, title: 'Good evening' });
  expect(notes.chosen).toBe(only().id);
  await notes.undo();
  expect(kept.size).toBe(0);
  expect(notes.chosen).toBeNull();
  await notes.redo();
  expect(only()).toMatchObject({ from_ms: 1000, to_ms: 2500 });
});

test('undo takes back what a change was about, and leaves what others wrote since', async () => {
  await notes.clip(score, 1000, 2500);
  await notes.save({ ...only(), from_ms: 900 });
  kept.set(only().id, { ...only(), text: 'from another desk' });
  await notes.refresh();
  await notes.undo();
  expect(only()).toMatchObject({ from_ms: 1000, text: 'from another desk' });
  await notes.redo();
  expect(only()).toMatchObject({ from_ms: 900, text: 'from another desk' });
});

test('what was removed comes back as itself', async () => {
  const clip = await notes.clip(score, 1000, 2500);
  await notes.remove(only());
  expect(kept.size).toBe(0);
  await notes.undo();
  expect(only()).toEqual(clip);
});

test('putting notes in order is no change of a clip', async () => {
  await notes.clip(score, 1000, 2000);
  await notes.clip(score, 3000, 4000);
  const { history } = notes;
  await notes.move(notes.list[1]!.id, 0);
  expect(notes.list.map((note) => note.from_ms)).toEqual([3000, 1000]);
  expect(notes.history).toBe(history);
});
