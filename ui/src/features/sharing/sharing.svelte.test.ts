import { beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../elements/toasts.svelte';
import { Sharing, type Passage } from './sharing.svelte';

const there = vi.hoisted(() => ({ is: true }));
vi.mock('../../ipc/commands', () => ({
  pointer: () =>
    there.is
      ? Promise.resolve({ link: 'causerie://s', citations: [{ style: 'MLA', text: 'Host. “Talk.”' }] })
      : Promise.reject({ code: 'not_found', message: 'the session is gone', help: 'look again' }),
}));

let copied: string[] = [];
let open = true;

beforeEach(() => {
  copied = [];
  [open, there.is] = [true, true];
  const put = (text: string) => {
    copied.push(text);
  };
  vi.stubGlobal(
    'ClipboardItem',
    class {
      constructor(readonly data: Record<string, Promise<string>>) {}
    },
  );
  vi.stubGlobal('navigator', {
    clipboard: {
      writeText: (text: string) => (open ? Promise.resolve(put(text)) : Promise.reject(new Error('shut'))),
      write: ([item]: { data: Record<string, Promise<string>> }[]) =>
        open ? item?.data['text/plain']?.then(put) : Promise.reject(new Error('shut')),
    },
  });
});

const passage: Passage = {
  session: 's',
  from: 61_000,
  to: 61_000,
  quoted: () => ({ lines: [{ author: 'Ana', text: 'Yes' }], session: 'Talk', date: null, at: 61_000 }),
};

test('a moment is copied as a link, a citation and a quotation, and that is told', async () => {
  const toasts = new Toasts();
  const sharing = new Sharing(toasts);
  await sharing.copyLink(passage);
  await sharing.copyCitation(passage, 'MLA');
  await sharing.copyQuotation(passage);
  expect(copied).toEqual(['causerie://s', 'Host. “Talk.”', '“Yes” — Ana, Talk, 1:01']);
  expect(toasts.list.map(({ text }) => text)).toEqual([
    'Link to 1:01 copied',
    'Citation copied (MLA)',
    'Quotation copied',
  ]);
});

test('the clipboard is asked for at once, though the text is yet to come', () => {
  const write = vi.spyOn(navigator.clipboard, 'write');
  void new Sharing(new Toasts()).copyLink(passage);
  expect(write).toHaveBeenCalledOnce();
});

test('what could not be copied is told, with the reason where there is one', async () => {
  const toasts = new Toasts();
  const sharing = new Sharing(toasts);
  there.is = false;
  await sharing.copyLink(passage);
  open = false;
  await sharing.copyQuotation(passage);
  expect(toasts.list.map(({ text, look }) => [text, look])).toEqual([
    ['the session is gone', 'error'],
    ['This could not be copied', 'error'],
  ]);
});
