import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Menu from './Menu.svelte';

const run = vi.fn();
const items = [
  { label: 'Copy', run },
  { label: 'Cite', items: [{ label: 'APA', run }] },
];
let shown: ReturnType<typeof mount>;

beforeEach(() => {
  // Popovers are not there in this page.
  HTMLElement.prototype.hidePopover = vi.fn();
  shown = mount(Menu, { target: document.body, props: { label: 'What to do', items } });
  flushSync();
});
afterEach(() => void unmount(shown));

const menu = () => document.querySelector<HTMLElement>('[role=menu]')!;
const labels = () => [...menu().querySelectorAll('[role=menuitem]')].map((one) => one.textContent?.trim());
const press = (key: string) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );

test('an item leads to others by the right arrow, and back by the left one', async () => {
  const [, cite] = menu().querySelectorAll<HTMLElement>('[role=menuitem]');
  expect(cite?.getAttribute('aria-haspopup')).toBe('menu');
  cite?.focus();
  press('ArrowRight');
  await tick();
  await tick();
  expect(labels()).toEqual(['Cite', 'APA']);
  expect(menu().getAttribute('aria-label')).toBe('Cite');
  expect(document.activeElement?.textContent?.trim()).toBe('APA');
  press('ArrowLeft');
  await tick();
  await tick();
  expect(labels()).toEqual(['Copy', 'Cite']);
  expect(document.activeElement?.textContent?.trim()).toBe('Cite');
  expect(run).not.toHaveBeenCalled();
});
