/** A moment of a log's clock, and the moment of the timeline at which it came. */
export type Anchor = [source: number, at: number];

/** As in the program itself: a rate further from real time than this is a pause or a cut, and goes on nowhere. */
const DRIFT_LIMIT = 0.02;
/** A clock that goes wrong by less than this in an hour, in milliseconds, is even. */
const EVEN = 50;

/** The moment of the timeline that a moment of the log's clock falls on; the anchors are in order. */
export function toTimeline(anchors: readonly Anchor[], source: number): number {
  const after = anchors.findIndex(([own]) => own > source);
  const before = after < 0 ? anchors.length - 1 : after - 1;
  const from = anchors[Math.max(0, before)];
  if (!from) return source;
  const inside = before >= 0 && after >= 0;
  const first = inside ? before : Math.min(Math.max(0, before - 1), anchors.length - 2);
  const pair = [anchors[first], anchors[first + 1]] as const;
  const rate = pair[0] && pair[1] ? rateOf(pair[0], pair[1]) : 1;
  const kept = inside || Math.abs(rate - 1) <= DRIFT_LIMIT ? rate : 1;
  return from[1] + Math.round((source - from[0]) * kept);
}

function rateOf(a: Anchor, b: Anchor): number {
  return b[0] === a[0] ? 1 : (b[1] - a[1]) / (b[0] - a[0]);
}

/** The anchors with one at another moment of the timeline, which passes neither neighbour. */
export function withMoved(anchors: readonly Anchor[], index: number, at: number): Anchor[] {
  const least = anchors[index - 1]?.[1] ?? -Infinity;
  const most = anchors[index + 1]?.[1] ?? Infinity;
  const to = Math.round(Math.min(most, Math.max(least, at)));
  return anchors.map(([source, own], i) => [source, i === index ? to : own]);
}

/** The anchors of the whole log, moved by so much. */
export function withOffset(anchors: readonly Anchor[], by: number): Anchor[] {
  const all: readonly Anchor[] = anchors.length > 0 ? anchors : [[0, 0]];
  return all.map(([source, at]) => [source, Math.round(at + by)]);
}

/** The anchors and one more, in order. Those that contradict it, since time would run backwards, give way to it. */
export function withAdded(anchors: readonly Anchor[], anchor: Anchor): Anchor[] {
  const agree = anchors.filter(
    ([source, at]) => source !== anchor[0] && source < anchor[0] === at <= anchor[1],
  );
  return [...agree, anchor].sort((a, b) => a[0] - b[0]);
}

/** How the clocks go between two anchors. All in milliseconds. */
export type Course =
  | { kind: 'even' }
  /** The log's clock gains so much in an hour of the recording; it loses where negative. */
  | { kind: 'drift'; anHour: number }
  /** The timeline stands still while the log goes on for so long. */
  | { kind: 'pause'; for: number }
  /** So much more passes in the log than in the recording. */
  | { kind: 'missing'; for: number }
  /** So much more passes in the recording than in the log. */
  | { kind: 'extra'; for: number };

export function courseBetween(a: Anchor, b: Anchor): Course {
  const [source, at] = [b[0] - a[0], b[1] - a[1]];
  if (at <= 0) return { kind: 'pause', for: source };
  if (Math.abs(at / source - 1) > DRIFT_LIMIT) {
    return source > at ? { kind: 'missing', for: source - at } : { kind: 'extra', for: at - source };
  }
  const anHour = ((source - at) / at) * 3_600_000;
  return Math.abs(anHour) < EVEN ? { kind: 'even' } : { kind: 'drift', anHour };
}

/** How many of the ascending sources lie between two anchors. */
export function countBetween(sources: readonly number[], a: Anchor, b: Anchor): number {
  return sources.filter((source) => source > a[0] && source < b[0]).length;
}

/** Where something stands that was not recorded. */
export type OffRecord = 'before' | 'after' | 'pause';

export function offRecord(at: number, duration: number): OffRecord {
  if (at < 0) return 'before';
  return at > duration ? 'after' : 'pause';
}
