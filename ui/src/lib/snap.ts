import type { Spoken } from '../ipc/bindings/wire';
import { lastAtOrBefore, nextAfter } from './cues';

/** A stretch of the timeline, from when to when. */
export type Span = readonly [from: number, to: number];
export type Edge = 'from' | 'to';

/** How far an edge goes to a silence or a sentence, in milliseconds. */
export const NEAR = 2000;
/** The shortest that a clip may be, in milliseconds. */
export const SHORTEST = 10;

/** A span with one of its edges at another moment; it ends after it begins, and stays on the timeline. */
export function withEdge(span: Span, edge: Edge, at: number, duration: number): Span {
  const [from, to] = span;
  const whole = Math.round(at);
  return edge === 'from'
    ? [Math.min(to - SHORTEST, Math.max(0, whole)), to]
    : [from, Math.max(from + SHORTEST, Math.min(Math.max(duration, to), whole))];
}

/** A span from two moments in any order, on the timeline; null where nothing lies between them. */
export function spanBetween(a: number, b: number, duration: number): Span | null {
  const within = (at: number) => Math.round(Math.min(duration, Math.max(0, at)));
  const [from, to] = [within(Math.min(a, b)), within(Math.max(a, b))];
  return to - from < SHORTEST ? null : [from, to];
}

/**
 * Where an edge goes to be at the silence that is nearest to it: a clip begins as its silence ends, and ends as its
 * silence begins. Null where there is none near.
 */
export function silenceNear(silences: readonly Span[], edge: Edge, at: number): number | null {
  const away = ([from, to]: Span) => Math.max(0, from - at, at - to);
  const nearest = silences.reduce<Span | null>(
    (best, one) => (best === null || away(one) < away(best) ? one : best),
    null,
  );
  if (nearest === null || away(nearest) > NEAR) return null;
  return edge === 'from' ? nearest[1] : nearest[0];
}

/** A word, or a whole cue where words have no times: nothing in it can be told apart by ear. */
interface Piece {
  text: string;
  at: number;
  /** When it ends, where that is known. */
  end: number | null;
}

const ENDS = /[.?!…。？！]["'”’»)\]]*\s*$/;

function pieces(cue: Spoken): Piece[] {
  if (!cue.words || cue.words.length === 0) return [{ text: cue.text, at: cue.at_ms, end: cue.end_ms }];
  return cue.words.map(({ at_ms, text }, i, all) => ({
    text,
    at: at_ms,
    end: all[i + 1]?.at_ms ?? cue.end_ms,
  }));
}

/** The sentences of a paragraph, which are cues of one speaker, one after the other. */
export function sentences(paragraph: readonly Spoken[]): Span[] {
  const all = paragraph.flatMap(pieces);
  const found: Span[] = [];
  let first: Piece | undefined;
  all.forEach((piece, i) => {
    first ??= piece;
    const next = all[i + 1];
    if (next && !ENDS.test(piece.text)) return;
    const end = piece.end ?? next?.at ?? piece.at;
    if (end > first.at) found.push([first.at, end]);
    first = undefined;
  });
  return found;
}

/**
 * Where an edge goes to be at the edge of the sentence it is in; in a pause, a clip begins with the sentence that
 * comes and ends with the one before, where that is near. Null where nobody speaks.
 */
export function sentenceNear(spoken: readonly Span[], edge: Edge, at: number): number | null {
  const within = spoken.filter(([from, to]) =>
    edge === 'from' ? from <= at && at < to : from < at && at <= to,
  );
  if (edge === 'from') {
    if (within.length > 0) return Math.max(...within.map(([from]) => from));
    const coming = spoken.map(([from]) => from).filter((from) => from >= at && from - at <= NEAR);
    return coming.length > 0 ? Math.min(...coming) : null;
  }
  const last = within.reduce<Span | null>((best, one) => (best && best[0] >= one[0] ? best : one), null);
  if (last) return last[1];
  const gone = spoken.map(([, to]) => to).filter((to) => to <= at && at - to <= NEAR);
  return gone.length > 0 ? Math.max(...gone) : null;
}

/** The moments at which words begin, in order; at which cues do, where words have no times. */
export function wordTimes(cues: readonly Spoken[]): number[] {
  return [...new Set(cues.flatMap(pieces).map((piece) => piece.at))].sort((a, b) => a - b);
}

/** The moment before or after this one in ascending `times`; null where there is none. */
export function beside(times: ArrayLike<number>, at: number, by: 1 | -1): number | null {
  return by === 1 ? nextAfter(times, at) : (times[lastAtOrBefore(times, at - 1)] ?? null);
}

/** When the word begins in which the `offset`th character of a cue stands. */
export function wordAt(cue: Spoken, offset: number): number {
  let end = 0;
  const word = cue.words?.find(({ text }) => (end += text.length) > offset);
  return word?.at_ms ?? cue.words?.at(-1)?.at_ms ?? cue.at_ms;
}

/** When the word ends before the `offset`th character of a cue; `after` is the moment that follows the cue. */
export function wordEndAt(cue: Spoken, offset: number, after: number): number {
  let end = 0;
  const index = cue.words?.findIndex(({ text }) => (end += text.length) >= offset) ?? -1;
  return (index >= 0 ? cue.words?.[index + 1]?.at_ms : undefined) ?? cue.end_ms ?? after;
}
