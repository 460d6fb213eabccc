import { beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../elements/toasts.svelte';
import type { RedactionView } from '../../ipc/bindings/wire';
import type { Score } from '../session/score.svelte';
import { Redactions } from './redactions.svelte';

const kept = vi.hoisted(() => ({ list: [] as RedactionView[], refused: false }));

vi.mock('../../ipc/commands', () => ({
  redactions: () => Promise.resolve(kept.list),
  redact: (_: string, redaction: RedactionView) => {
    if (kept.refused) return Promise.reject({ code: 'read_only', message: 'read-only', help: 'ask' });
    const made = { ...redaction, id: redaction.id || 'r1' };
    kept.list = [...kept.list, made];
    return Promise.resolve(made);
  },
  removeRedaction: (_: string, id: string) => {
    kept.list = kept.list.filter((one) => one.id !== id);
    return Promise.resolve();
  },
}));

const told = vi.fn();
const replace = vi.fn(() => Promise.resolve());
const score = { view: { id: 's' }, replace } as unknown as Score;
const wanted: RedactionView = { id: '', from_ms: 1000, to_ms: 2000, sound: 'tone', reason: 'A name' };

async function opened() {
  const redactions = new Redactions(new Toasts(), told);
  await redactions.open(score);
  return redactions;
}

beforeEach(() => {
  kept.list = [];
  kept.refused = false;
  replace.mockClear();
  told.mockClear();
});

test('a stretch is redacted, lifted by undo, and redacted again as itself', async () => {
  const redactions = await opened();
  redactions.begin(1000.4, 2000);
  expect(redactions.form).toMatchObject({ from_ms: 1000, sound: 'silence' });
  expect(await redactions.redact(wanted)).toBe(true);
  expect([redactions.form, redactions.list.length, replace.mock.calls.length]).toEqual([null, 1, 1]);
  await redactions.undo();
  expect([redactions.list.length, replace.mock.calls.length, redactions.revision]).toEqual([0, 2, 2]);
  expect(told, 'what was found before is asked for again').toHaveBeenCalledTimes(2);
  await redactions.redo();
  expect(kept.list).toEqual([{ ...wanted, id: 'r1' }]);
  await redactions.lift(kept.list[0]!);
  await redactions.undo();
  expect(redactions.list).toEqual([{ ...wanted, id: 'r1' }]);
});

test('what could not be redacted is told in its form, which stays', async () => {
  const redactions = await opened();
  redactions.begin(0, 1000);
  kept.refused = true;
  expect(await redactions.redact(wanted)).toBe(false);
  expect([redactions.failure?.message, redactions.form !== null]).toEqual(['read-only', true]);
  expect(replace).not.toHaveBeenCalled();
});

test('what others redact is asked for again, what they leave is not', async () => {
  const redactions = await opened();
  await redactions.refresh();
  expect(replace).not.toHaveBeenCalled();
  kept.list = [{ ...wanted, id: 'theirs' }];
  await redactions.refresh();
  expect([redactions.revision, replace.mock.calls.length]).toEqual([1, 1]);
});
