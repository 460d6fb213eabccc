import { beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../elements/toasts.svelte';
import type { TrayClip, TrayText, TrayView } from '../../ipc/bindings/wire';
import { memoryIn } from '../../lib/memory';
import { Trays } from './trays.svelte';

const clip = (note: string): TrayClip => ({
  session: 's',
  note,
  state: 'here',
  session_title: 'A talk',
  from_ms: 0,
  to_ms: 1000,
  title: note,
  text: '',
  tags: [],
  messages: 0,
});
const file: { tray: TrayView; clash: boolean } = vi.hoisted(() => ({ tray: {} as TrayView, clash: false }));

/** What the archive holds is `file`; a change gives it back as it is then. */
vi.mock('../../ipc/commands', () => {
  const change = (clips: TrayClip[]) => Promise.resolve((file.tray = { ...file.tray, clips }));
  return {
    trays: () => Promise.resolve({ trays: [{ ...file.tray, clips: file.tray.clips.length }], problems: [] }),
    tray: () => Promise.resolve(file.tray),
    addToTray: (_: string, __: string, note: string, at: number | null = null) => {
      const { clips } = file.tray;
      if (clips.some((one) => one.note === note)) return change(clips);
      return change(clips.toSpliced(at ?? clips.length, 0, clip(note)));
    },
    takeFromTray: (_: string, note: string) => change(file.tray.clips.filter((one) => one.note !== note)),
    moveInTray: (_: string, note: string, to: number) => {
      const rest = file.tray.clips.filter((one) => one.note !== note);
      return change(rest.toSpliced(to, 0, clip(note)));
    },
    describeTray: (_: string, __: TrayText, wanted: TrayText) => {
      if (!file.clash) return Promise.resolve((file.tray = { ...file.tray, ...wanted }));
      file.clash = false;
      file.tray = { ...file.tray, title: 'Theirs' };
      return Promise.reject({ code: 'changed', message: 'changed', help: 'choose' });
    },
  };
});

async function opened() {
  const trays = new Trays(new Toasts(), memoryIn(localStorage));
  await trays.refresh();
  await trays.choose('may');
  return trays;
}
const order = (trays: Trays) => trays.view?.clips.map(({ note }) => note).join('');

beforeEach(() => {
  localStorage.clear();
  const clips = ['a', 'b', 'c'].map(clip);
  Object.assign(file, { tray: { id: 'may', created: '', title: 'May', notes: '', clips }, clash: false });
});

test('a clip is moved, and back, and forth again', async () => {
  const trays = await opened();
  const moved = trays.move('c', 0);
  expect(order(trays), 'it stands there at once').toBe('cab');
  await moved;
  await trays.undo();
  expect(order(trays)).toBe('abc');
  await trays.redo();
  expect(order(trays)).toBe('cab');
  await trays.move('c', -1);
  expect(order(trays), 'nothing stands before the first').toBe('cab');
});

test('a clip that was taken out comes back where it stood', async () => {
  const trays = await opened();
  await trays.takeOut(trays.view!.clips[1]!);
  expect(order(trays)).toBe('ac');
  await trays.undo();
  expect(order(trays)).toBe('abc');
});

test('a clip is put into a tray once, and the tray is offered first from then on', async () => {
  const trays = await opened();
  const added = { session: 's', note: 'd', title: 'd' };
  expect(trays.lastUsed).toBeNull();
  await trays.add('may', added);
  expect([order(trays), trays.lastUsed?.title, trays.history.done.length]).toEqual(['abcd', 'May', 1]);
  await trays.add('may', added);
  expect(trays.history.done.length, 'nothing was done').toBe(1);
  await trays.undo();
  expect(order(trays)).toBe('abc');
  expect(trays.itemsFor(added).map(({ label }) => label)).toEqual(['May', 'New tray…']);
});

test('what two people call a tray is settled by one of them', async () => {
  const trays = await opened();
  file.clash = true;
  await trays.describe({ title: 'May', notes: '' }, { title: 'Mine', notes: '' });
  expect(trays.clash).toMatchObject({ mine: { title: 'Mine' }, theirs: { title: 'Theirs' } });
  await trays.settle('mine');
  expect([file.tray.title, trays.clash, trays.history.done.length]).toEqual(['Mine', null, 1]);
});

test('the tray that was shown is shown the next time', async () => {
  await opened();
  expect(new Trays(new Toasts(), memoryIn(localStorage)).chosen).toBe('may');
});
