import { nextAfter } from '../../lib/cues';
import { type Span, spanBetween, wordAt, wordEndAt } from '../../lib/snap';
import { firstWords, type Score } from './score.svelte';

/** A stretch of a session, and the words with which it begins. */
export interface Selected {
  span: Span;
  words: string;
}

/** What is selected on the page, from the first message or word to the last; null where that is nothing. */
export function selectedOn(score: Score, page: Element | undefined): Selected | null {
  const selection = document.getSelection();
  if (!page || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const all = page.querySelectorAll<HTMLElement>('[data-id][data-at]');
  const selected = [...all].filter((one) => (rangeIn(one, range)?.toString().trim() ?? '') !== '');
  const [first, last] = [selected.at(0), selected.at(-1)];
  if (!first || !last) return null;
  const { at, words } = begin(score, first, range);
  const span = spanBetween(at, end(score, last, range), score.view.duration_ms);
  return span && { span, words: firstWords(words) };
}

/** The part of a selection that lies in an element. */
function rangeIn(element: Element, selected: Range): Range | null {
  if (!selected.intersectsNode(element)) return null;
  const part = document.createRange();
  part.selectNodeContents(element);
  if (part.compareBoundaryPoints(Range.START_TO_START, selected) < 0)
    part.setStart(selected.startContainer, selected.startOffset);
  if (part.compareBoundaryPoints(Range.END_TO_END, selected) > 0)
    part.setEnd(selected.endContainer, selected.endOffset);
  return part;
}

/** How many characters of an element stand before a point in it. */
function offset(element: Element, container: Node, at: number): number {
  const before = document.createRange();
  before.selectNodeContents(element);
  before.setEnd(container, at);
  return before.toString().length;
}

function begin(score: Score, element: HTMLElement, selected: Range): { at: number; words: string } {
  const at = Number(element.dataset.at);
  const one = score.find(element.dataset.id ?? '', at);
  const part = rangeIn(element, selected);
  if (!one || !part) return { at, words: '' };
  if (!('words' in one)) return { at, words: one.text };
  const from = offset(element, part.startContainer, part.startOffset);
  // A cue whose words have no times is taken whole.
  return { at: wordAt(one, from), words: one.words ? one.text.slice(wordStart(one.text, from)) : one.text };
}

/** Where the word begins that a character is in. */
function wordStart(text: string, at: number): number {
  return text.slice(0, at).search(/\S*$/);
}

function end(score: Score, element: HTMLElement, selected: Range): number {
  const at = Number(element.dataset.at);
  const one = score.find(element.dataset.id ?? '', at);
  const part = rangeIn(element, selected);
  const { rows, written, duration_ms: duration } = score.view;
  if (!one || !('words' in one) || !part) return nextAfter(written, at) ?? duration;
  const after = nextAfter(rows, at) ?? duration;
  return wordEndAt(one, offset(element, part.endContainer, part.endOffset), after);
}
