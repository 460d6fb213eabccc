import { nextAfter } from '../../lib/cues';
import { type Span, spanBetween, wordAt, wordEndAt } from '../../lib/snap';
import type { Score } from './score.svelte';

/** What is selected on the page, from the first message or word to the last; null where that is nothing. */
export function selectedSpan(score: Score, page: Element | undefined): Span | null {
  const selection = document.getSelection();
  if (!page || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const all = page.querySelectorAll<HTMLElement>('[data-id][data-at]');
  const selected = [...all].filter((one) => (rangeIn(one, range)?.toString().trim() ?? '') !== '');
  const [first, last] = [selected.at(0), selected.at(-1)];
  if (!first || !last) return null;
  return spanBetween(begin(score, first, range), end(score, last, range), score.view.duration_ms);
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

function begin(score: Score, element: HTMLElement, selected: Range): number {
  const at = Number(element.dataset.at);
  const one = score.find(element.dataset.id ?? '', at);
  const part = rangeIn(element, selected);
  if (!one || !('words' in one) || !part) return at;
  return wordAt(one, offset(element, part.startContainer, part.startOffset));
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
