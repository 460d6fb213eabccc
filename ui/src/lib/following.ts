/** Whether the page follows the sound, and whether the person has scrolled the current row out of view. */
export interface Following {
  readonly on: boolean;
  /** The current row was out of view when it was last looked for. */
  readonly away: boolean;
}

export type FollowEvent =
  /** The person used the switch or its key. */
  | { kind: 'switched'; on: boolean }
  /** The person pressed "Back to now". */
  | { kind: 'returned' }
  /** The person scrolled; whether the current row is in view afterwards. */
  | { kind: 'scrolled'; visible: boolean }
  /** Something else moved: the sound played on, or the pane has another size. */
  | { kind: 'moved'; visible: boolean };

/** Time takes no part in this: following never comes on again by itself. */
export function follow(state: Following, event: FollowEvent): Following {
  switch (event.kind) {
    case 'switched':
      return { on: event.on, away: event.on ? false : state.away };
    case 'returned':
      return { on: true, away: false };
    case 'scrolled':
      if (!event.visible) return { on: false, away: true };
      return { on: state.on || state.away, away: false };
    case 'moved':
      return { on: state.on, away: !event.visible };
  }
}

/** Where the current row is, seen from what is in view; null while it is in view. */
export type Direction = 'up' | 'down';

/** A stretch of the page, in pixels from the top of the pane. */
export interface Extent {
  top: number;
  bottom: number;
}

/** So much of a row, in pixels, has to be in view for it to be seen. */
const SEEN = 20;

export function direction(row: Extent, height: number): Direction | null {
  const needed = Math.min(SEEN, row.bottom - row.top);
  if (row.bottom < needed) return 'up';
  if (row.top > height - needed) return 'down';
  return null;
}

/** How far from the top of the pane the current row stands. */
const READING_LINE = 1 / 3;

/** How far the page has to move, in pixels, for a row to stand at the reading line; a tall one is kept whole if it fits. */
export function toReadingLine(row: Extent, height: number): number {
  const line = height * READING_LINE;
  const tall = row.bottom - row.top;
  const top = tall > height - line ? Math.max(0, height - tall) : line;
  return row.top - top;
}

export type Move = 'none' | 'glide' | 'jump';

/** How to make a move: near ones glide, far ones jump, and what the person holds on to is not moved out of view. */
export function movement(by: number, height: number, held: Extent | null): Move {
  if (Math.abs(by) < 1) return 'none';
  if (held) {
    const inView = held.bottom > 0 && held.top < height;
    const staysInView = held.top - by >= 0 && held.bottom - by <= height;
    if (!inView || !staysInView) return 'none';
  }
  return Math.abs(by) <= height ? 'glide' : 'jump';
}
