import type { Span } from './snap';

/** The shortest that is shown of a timeline, in milliseconds: its waveform is known no more finely. */
const SHORTEST = 4000;
/** Where the page begins after it was turned: what is heard then has so much of it behind it. */
const LEAD = 0.1;

/** A span `factor` times as long, in which a moment stays where it was; it stays on the timeline. */
export function zoomed([from, to]: Span, factor: number, about: number, duration: number): Span {
  const length = Math.min(duration, Math.max(SHORTEST, (to - from) * factor));
  const share = to > from ? (about - from) / (to - from) : 0;
  return placed(about - share * length, length, duration);
}

/** A span that lies so much later; it stays on the timeline. */
export function moved([from, to]: Span, by: number, duration: number): Span {
  return placed(from + by, to - from, duration);
}

/** A span as long in which a moment is in sight, with room for what comes after it. */
export function turned([from, to]: Span, at: number, duration: number): Span {
  return placed(at - LEAD * (to - from), to - from, duration);
}

/** Where in a span a moment lies, from 0 to 1 if it does. */
export function share([from, to]: Span, at: number): number {
  return to > from ? (at - from) / (to - from) : 0;
}

function placed(from: number, length: number, duration: number): Span {
  const begin = Math.max(0, Math.min(from, duration - length));
  return [begin, begin + length];
}
