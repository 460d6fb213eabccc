import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import Switch from './Switch.svelte';

test('a switch tells what it is, and asks for the other state', () => {
  const onchange = vi.fn();
  const shown = mount(Switch, { target: document.body, props: { label: 'Follow', on: true, onchange } });
  flushSync();
  const button = document.querySelector<HTMLButtonElement>('[role=switch]');
  expect(button?.getAttribute('aria-label')).toBe('Follow');
  expect(button?.getAttribute('aria-checked')).toBe('true');
  button?.click();
  expect(onchange).toHaveBeenCalledExactlyOnceWith(false);
  void unmount(shown);
});
