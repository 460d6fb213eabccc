import { lastAtOrBefore } from './cues';

/** So many things of one kind, one after the other. */
export interface Shelf {
  /** Null for those that are in no series. */
  series: string | null;
  sessions: number;
}

export type ShelfRow = { kind: 'heading'; series: string | null } | { kind: 'session'; number: number };

/** Shelves as the rows of a list: a heading each, where they need one, and the sessions, numbered through. */
export class ShelfRows {
  /** How many rows there are. */
  readonly count: number;
  /** How many sessions. */
  readonly sessions: number;
  readonly #shelves: readonly Shelf[];
  readonly #headings: number;
  /** The row with which each shelf begins, and the number of its first session. */
  readonly #rows: number[] = [];
  readonly #firsts: number[] = [];

  constructor(shelves: readonly Shelf[]) {
    this.#shelves = shelves;
    this.#headings = shelves.length > 1 || shelves[0]?.series != null ? 1 : 0;
    let row = 0;
    let first = 0;
    for (const { sessions } of shelves) {
      this.#rows.push(row);
      this.#firsts.push(first);
      row += this.#headings + sessions;
      first += sessions;
    }
    this.count = row;
    this.sessions = first;
  }

  /** Whether they are those of these shelves. */
  areOf(shelves: readonly Shelf[]): boolean {
    const same = (one: Shelf, i: number) =>
      one.series === this.#shelves[i]?.series && one.sessions === this.#shelves[i]?.sessions;
    return shelves.length === this.#shelves.length && shelves.every(same);
  }

  at(row: number): ShelfRow {
    const shelf = lastAtOrBefore(this.#rows, row);
    const within = row - (this.#rows[shelf] ?? 0) - this.#headings;
    return within < 0
      ? { kind: 'heading', series: this.#shelves[shelf]?.series ?? null }
      : { kind: 'session', number: (this.#firsts[shelf] ?? 0) + within };
  }

  /** The row of a session. */
  rowOf(number: number): number {
    return number + this.#headings * (lastAtOrBefore(this.#firsts, number) + 1);
  }

  /** How many sessions stand before a row. */
  before(row: number): number {
    if (row >= this.count) return this.sessions;
    const at = this.at(row);
    return at.kind === 'session' ? at.number : (this.#firsts[lastAtOrBefore(this.#rows, row)] ?? 0);
  }
}
