import { beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../elements/toasts.svelte';
import type { ExportTask, NameReplaced } from '../../ipc/bindings/wire';
import { asFound, keep } from '../../lib/hiding';
import { Packets } from './packets.svelte';

const asked = vi.hoisted(() => ({
  tasks: [] as ExportTask[],
  cancelled: [] as number[],
  answers: [] as ((names: NameReplaced[]) => void)[],
  written: [] as ExportTask[],
}));

vi.mock('../../ipc/commands', () => ({
  freshJob: () => asked.tasks.length + 1,
  cancel: (job: number) => Promise.resolve(asked.cancelled.push(job)),
  namesOfTask: (task: ExportTask) =>
    new Promise((done) => {
      asked.tasks.push(task);
      asked.answers.push(done);
    }),
  exportPlace: (task: ExportTask) => {
    asked.written.push(task);
    return Promise.resolve({ kind: 'folder', near: '/' });
  },
}));
vi.mock('../../ipc/events', () => ({ chooseFolder: () => Promise.resolve(null) }));

const subject = { kind: 'packet' as const, tray: 'may', title: 'May' };
const ana: NameReplaced = { name: 'Ana', by: 'Vera', forms: [] };

beforeEach(() => {
  vi.useFakeTimers();
  for (const list of Object.values(asked)) list.length = 0;
});

test('names are looked for only when they are to be hidden, and before anything is written', async () => {
  const packets = new Packets(new Toasts());
  packets.show(subject);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.tasks).toEqual([]);
  packets.hide(true);
  await vi.advanceTimersByTimeAsync(1000);
  await packets.start();
  expect([asked.tasks.length, asked.written], 'nobody has seen by what').toEqual([1, []]);
  asked.answers[0]?.([ana]);
  await vi.advanceTimersByTimeAsync(0);
  expect([packets.names, packets.looking]).toEqual([[ana], false]);
  await packets.start();
  expect(asked.written).toMatchObject([{ kind: 'packet', tray: 'may', wish: { hide: { except: [] } } }]);
});

test('the last of many changes is what is looked for, and what is stale is cancelled', async () => {
  const packets = new Packets(new Toasts());
  packets.show(subject);
  packets.hide(true);
  await vi.advanceTimersByTimeAsync(1000);
  packets.setHiding({ ...asFound, style: 'initials' });
  packets.setHiding(keep(packets.hiding, 'Ana'));
  expect(asked.cancelled).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.tasks.length).toBe(2);
  expect(asked.tasks[1]).toMatchObject({ wish: { hide: { style: 'initials', except: ['Ana'] } } });
  asked.answers[0]?.([ana]);
  await vi.advanceTimersByTimeAsync(0);
  expect([packets.names, packets.looking], 'what is stale is not shown').toEqual([null, true]);
  asked.answers[1]?.([]);
  await vi.advanceTimersByTimeAsync(0);
  expect([packets.names, packets.looking]).toEqual([[], false]);
});

test('another subject begins without the names of the one before', async () => {
  const packets = new Packets(new Toasts());
  packets.show(subject);
  packets.hide(true);
  packets.setHiding(keep(packets.hiding, 'Ana'));
  packets.close();
  packets.show({ ...subject, tray: 'june' });
  expect([packets.hiding.kept, packets.names]).toEqual([[], null]);
});
