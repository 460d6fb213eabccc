import { beforeEach, expect, test } from 'vitest';
import type { Spoken, Written } from '../../ipc/bindings/wire';
import type { Score } from './score.svelte';
import { selectedOn } from './selection';

const cue: Spoken = {
  id: 'c1',
  at_ms: 1000,
  end_ms: 2000,
  author: '',
  text: 'Good evening to all.',
  words: [
    { at_ms: 1000, text: 'Good ' },
    { at_ms: 1200, text: 'evening ' },
    { at_ms: 1500, text: 'to ' },
    { at_ms: 1700, text: 'all.' },
  ],
  redacted: false,
};
const message = (id: string, at: number, text: string) => ({ id, at_ms: at, text }) as Written;
const all = new Map<string, Spoken | Written>([
  ['c1', cue],
  ['m1', message('m1', 3000, 'one two three four five six seven')],
  ['m2', message('m2', 4500, 'tea')],
]);
const score = {
  find: (id: string) => all.get(id) ?? null,
  view: { rows: [1000, 3000, 4500], written: [3000, 4500], duration_ms: 9000 },
} as unknown as Score;

let page: HTMLElement;
beforeEach(() => {
  // The cue that is heard has its word apart from the others.
  document.body.innerHTML = `<div id="page"><p data-id="c1" data-at="1000">Good <mark>evening </mark>to all.</p>
    <article data-id="m1" data-at="3000"><b>Ana</b> <span>one two three four five six seven</span></article>
    <article data-id="m2" data-at="4500"><b>Ben</b> <span>tea</span></article></div>`;
  page = document.querySelector('#page') as HTMLElement;
});

const text = (selector: string) => document.querySelector(selector)?.firstChild as Text;
const select = (from: Node, start: number, to: Node, end: number) =>
  document.getSelection()?.setBaseAndExtent(from, start, to, end);

test('a clip of words goes from the first to the end of the last, and is called by them', () => {
  select(text('mark'), 2, page.querySelector('p')?.lastChild as Text, 1);
  expect(selectedOn(score, page)).toEqual({ span: [1200, 1700], words: 'evening to all.' });
});

test('a clip of messages ends where the next one begins, or the recording ends', () => {
  select(text('[data-id=m1] span'), 4, text('[data-id=m1] span'), 7);
  expect(selectedOn(score, page)).toEqual({ span: [3000, 4500], words: 'one two three four five six…' });
  select(text('[data-id=m2] span'), 2, text('[data-id=m1] span'), 1);
  expect(selectedOn(score, page)?.span, 'whichever end it was begun at').toEqual([3000, 9000]);
});

test('it goes from what is said to what is written; what is only touched is not in it', () => {
  select(text('p'), 0, page.querySelector('[data-id=m2]') as Element, 0);
  expect(selectedOn(score, page)?.span).toEqual([1000, 4500]);
});

test('nothing selected is nothing', () => {
  document.getSelection()?.removeAllRanges();
  expect(selectedOn(score, page)).toBeNull();
  select(text('p'), 3, text('p'), 3);
  expect(selectedOn(score, page)).toBeNull();
});
