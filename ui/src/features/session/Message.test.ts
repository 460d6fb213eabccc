import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { Written } from '../../ipc/bindings/wire';
import type { ScoreActions } from './actions';
import Message from './Message.svelte';

const actions = {
  play: vi.fn(),
  jump: vi.fn(),
  menu: vi.fn(),
  carry: vi.fn(),
  copyLink: vi.fn(),
} satisfies ScoreActions;

const plain: Written = {
  id: 'm1',
  log: 'chat',
  at_ms: 61_000,
  source_ms: 61_000,
  kind: 'chat',
  author: 'Ana Ruiz',
  to: null,
  text: 'Good morning',
  reply: null,
  reactions: [],
  redacted: false,
};

const nameOf = (written: string) => (written === 'ana.r' ? 'Ana Ruiz' : written);

let shown: Record<string, unknown> | undefined;
afterEach(() => shown && unmount(shown));

function show(message: Partial<Written>, current = false): HTMLElement {
  const target = document.body;
  const props = { message: { ...plain, ...message }, current, later: false, timed: true, nameOf, actions };
  shown = mount(Message, { target, props });
  flushSync();
  return target.querySelector('article') as HTMLElement;
}

test('what people typed is text, whatever it looks like', () => {
  const article = show({ text: '<img src=x onerror=alert(1)> & <b>bold</b>' });
  expect(article.querySelector('img, .text b')).toBeNull();
  expect(article.textContent).toContain('<img src=x onerror=alert(1)> & <b>bold</b>');
});

test('what is redacted is a bar, not text; shown as recorded it says so', () => {
  const masked = show({ text: 'It is [redacted], he says', redacted: true });
  expect(masked.querySelector('.bar')?.textContent).toBe('redacted');
  expect(masked.querySelector('.text')?.textContent).toBe('It is redacted, he says');
  unmount(shown as Record<string, unknown>);
  const bare = show({ text: 'It is here', redacted: true });
  expect(bare.querySelector('.bar')).toBeNull();
  expect(bare.querySelector('.text [title]')?.getAttribute('title')).toContain('Redacted');
});

test('the current one says so to a screen reader, and only that one', () => {
  expect(show({}, true).getAttribute('aria-current')).toBe('true');
  unmount(shown as Record<string, unknown>);
  expect(show({}).hasAttribute('aria-current')).toBe(false);
});

test('a private message is marked by more than colour', () => {
  const article = show({ kind: 'private', to: 'Ben' });
  expect(article.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('Private message');
  expect(article.textContent).toContain('to Ben');
});

test('a reply leads to what it answers, and reactions name who gave them', () => {
  const reply = { id: 'm0', at_ms: 500, author: 'Ben', text: 'Shall we?' };
  const article = show({ reply, reactions: [{ emoji: '👍', by: ['Ben', 'Cleo'] }] });
  article.querySelector<HTMLButtonElement>('.reply')?.click();
  expect(actions.jump).toHaveBeenCalledExactlyOnceWith('m0', 500);
  expect(article.querySelector('.reaction')?.getAttribute('aria-label')).toBe('👍 2: Ben, Cleo');
});

test('who goes by several names is shown by one, and the name that was written is told', () => {
  const article = show({ author: 'ana.r', to: 'ana.r', kind: 'private' });
  const author = article.querySelector('.author') as HTMLElement;
  expect(author.querySelector('[title]')?.textContent).toBe('Ana Ruiz');
  expect(author.querySelector('[title]')?.getAttribute('title')).toContain('ana.r');
  expect(article.querySelector('.private')?.textContent).toContain('to Ana Ruiz');
});
