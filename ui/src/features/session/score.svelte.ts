import { SvelteMap } from 'svelte/reactivity';
import type { Row, Spoken, Written } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import type { Opened } from '../../ipc/opened';
import { earlier, lastAtOrBefore, nextAfter } from '../../lib/cues';
import { Zoom } from './zoom.svelte';

const PAGE = 100;
const KEPT_PAGES = 60;
/** So many rows beyond those that are shown are fetched, so that scrolling meets rows and not their places. */
const AHEAD = 80;
/** How many rows back a cue that is still current is looked for. */
const LOOK_BACK = 60;
/** So many rows of a long stretch are quoted. */
const MOST_LINES = 200;

/** What is current: the row, the message and the words. */
export interface Moment {
  /** The last row at or before now; −1 before the first. */
  row: number;
  /** The row of the current message, and its time. */
  messageRow: number;
  messageAt: number;
  cue: string | null;
  cueAt: number;
  /** The index of the current word of the current cue; −1 where words have no times. */
  word: number;
}

const BEFORE: Moment = {
  row: -1,
  messageRow: -1,
  messageAt: -Infinity,
  cue: null,
  cueAt: -Infinity,
  word: -1,
};

/** An open session: its rows, which come page by page, and what of them is current. */
export class Score {
  view = $state.raw() as Opened;
  moment = $state.raw<Moment>(BEFORE);
  /** Changes when the rows are other rows. */
  epoch = $state(0);
  /** Changes when rows have come. */
  revision = $state(0);
  /** Whether what is redacted is shown as it was recorded. */
  asRecorded = $state(false);
  /** Where the pane stood before the rows changed: a row, and how far above the pane it began. */
  kept: { index: number; within: number } | null = null;
  /** Tells where the pane stands. */
  standing: (() => { index: number; within: number }) | null = null;

  /** How much of it the waveform shows. */
  readonly zoom = new Zoom(() => this.view.duration_ms);

  #pages = new SvelteMap<number, Row[]>();
  #asked = new Set<number>();
  #range = { first: 0, end: 0 };

  constructor(view: Opened) {
    this.view = view;
  }

  get spoken() {
    return this.view.logs.some((log) => log.role === 'transcript' && log.messages > 0);
  }

  get written() {
    return this.view.written.length > 0;
  }

  row(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The rows about a moment, fetched where they are not there yet. */
  async around(at: number): Promise<Row[]> {
    const { rows } = this.view;
    const here = lastAtOrBefore(rows, at);
    const [first, end] = [Math.max(0, here - LOOK_BACK), Math.min(rows.length, here + LOOK_BACK)];
    const { epoch } = this;
    const found: Row[] = [];
    for (let page = Math.floor(first / PAGE); page * PAGE < end; page++) {
      let fetched = this.#pages.get(page);
      if (!fetched) {
        fetched = await commands.scoreRows(this.view.id, page * PAGE, PAGE);
        if (epoch === this.epoch) this.#pages.set(page, fetched);
      }
      found.push(...fetched.slice(Math.max(0, first - page * PAGE), end - page * PAGE));
    }
    return found;
  }

  /** What stands on the page under this id, begun at this moment. */
  find(id: string, at: number): Spoken | Written | null {
    const last = lastAtOrBefore(this.view.rows, at);
    for (let i = last; i >= 0 && i > last - LOOK_BACK; i--) {
      const row = this.row(i);
      const one =
        row?.spoken.find((cue) => cue.id === id) ?? row?.written.find((message) => message.id === id);
      if (one) return one;
    }
    return null;
  }

  /** Fetches the pages of these rows, where they are not there yet. */
  want(first: number, end: number) {
    this.#range = { first, end };
    this.#fetchAround(first, end);
    this.#fetchAround(Math.max(0, first - AHEAD), Math.min(this.view.rows.length, end + AHEAD));
  }

  #fetchAround(first: number, end: number) {
    for (let page = Math.floor(first / PAGE); page * PAGE < end; page++) void this.#fetch(page);
  }

  async #fetch(page: number) {
    if (page < 0 || this.#pages.has(page) || this.#asked.has(page)) return;
    this.#asked.add(page);
    const epoch = this.epoch;
    try {
      const rows = await this.#ask(page * PAGE, PAGE);
      if (epoch !== this.epoch) return;
      this.#pages.set(page, rows);
      this.#forgetFarFrom(page);
      this.revision++;
    } catch {
      setTimeout(() => this.#fetchAround(this.#range.first, this.#range.end), 1000);
    } finally {
      if (epoch === this.epoch) this.#asked.delete(page);
    }
  }

  #forgetFarFrom(page: number) {
    if (this.#pages.size <= KEPT_PAGES) return;
    const farthest = [...this.#pages.keys()].reduce((a, b) =>
      Math.abs(b - page) > Math.abs(a - page) ? b : a,
    );
    this.#pages.delete(farthest);
  }

  #ask(from: number, count: number): Promise<Row[]> {
    return commands.scoreRows(this.view.id, from, count, this.asRecorded);
  }

  /** Shows what is redacted as it was recorded, or masked. */
  async show(asRecorded: boolean) {
    this.asRecorded = asRecorded;
    await this.replace(this.view);
  }

  /** Takes the session as others have left it: its rows are the same, unless its timing or its logs have changed. */
  async take(view: Opened) {
    const same = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      a.length === b.length && Array.prototype.every.call(a, (at, i) => at === b[i]);
    if (same(view.rows, this.view.rows) && same(view.written, this.view.written)) this.view = view;
    else await this.replace(view);
  }

  /** Takes the session as it is after a change of timing, staying near where the pane was. */
  async replace(view: Opened) {
    const standing = this.standing?.() ?? { index: 0, within: 0 };
    const at = this.view.rows[standing.index];
    // Speech stays where it was while chat moves along it; chat alone keeps its order.
    const index =
      this.spoken && at !== undefined ? Math.max(0, lastAtOrBefore(view.rows, at)) : standing.index;
    const span = this.#range.end - this.#range.first;
    const pages = new Map<number, Row[]>();
    const first = Math.max(0, Math.floor((index - span) / PAGE));
    const last = Math.floor(Math.min(view.rows.length - 1, index + span) / PAGE);
    for (let page = first; page <= last; page++) {
      pages.set(page, await this.#ask(page * PAGE, PAGE));
    }
    this.#asked.clear();
    this.#pages.clear();
    for (const [page, rows] of pages) this.#pages.set(page, rows);
    this.kept = { index, within: standing.within };
    this.view = view;
    this.moment = BEFORE;
    this.epoch++;
    this.revision++;
  }

  /** Notes what is current now; gives the moment at which that changes next. */
  track(now: number): number | null {
    const { rows, written } = this.view;
    const row = lastAtOrBefore(rows, now);
    // What was written before the recording began has passed, but is never the moment that is heard.
    const last = written[lastAtOrBefore(written, now)] ?? -Infinity;
    const messageAt = last < 0 ? -Infinity : last;
    const messageRow = messageAt === -Infinity ? -1 : lastAtOrBefore(rows, messageAt);
    const cue = this.#cueAt(row, now);
    const word = cue?.words ? cue.words.findLastIndex((w) => w.at_ms <= now) : -1;
    if (row >= 0) this.#fetchAround(row, row + 1);

    const moment = { row, messageRow, messageAt, cue: cue?.id ?? null, cueAt: cue?.at_ms ?? -Infinity, word };
    if (!same(moment, this.moment)) this.moment = moment;

    const nextCue = this.row(row)?.spoken.find((s) => s.at_ms > now)?.at_ms ?? null;
    const nextWord = cue?.words?.[word + 1]?.at_ms ?? null;
    return [nextAfter(rows, now), nextAfter(written, now), nextCue, nextWord].reduce(earlier);
  }

  #cueAt(row: number, now: number): Spoken | null {
    for (let i = row; i >= 0 && i > row - LOOK_BACK; i--) {
      const cue = this.row(i)?.spoken.findLast((s) => s.at_ms <= now);
      if (cue) return cue.at_ms < 0 ? null : cue;
    }
    return null;
  }

  /** What was spoken or written last. */
  get current(): Spoken | Written | null {
    const { row, cue: id, cueAt, messageAt, messageRow } = this.moment;
    const message = this.row(messageRow)?.written.findLast((one) => one.at_ms <= messageAt) ?? null;
    const cue = id === null ? null : this.#cueAt(row, cueAt);
    return message && (!cue || message.at_ms > cue.at_ms) ? message : cue;
  }

  /** What was spoken from one moment to another, word by word where they have times, else what was written. */
  async linesIn(from: number, to: number): Promise<{ author: string; text: string }[]> {
    const { rows } = this.view;
    const first = Math.max(0, lastAtOrBefore(rows, from));
    const last = Math.min(lastAtOrBefore(rows, to), first + MOST_LINES);
    const all = await this.#ask(first, Math.max(1, last - first + 1));
    const spoken = all
      .flatMap((row) => row.spoken)
      .filter(({ at_ms, end_ms }) => {
        return at_ms < to && (end_ms ?? at_ms + 1) > from;
      });
    const written = all.flatMap((row) => row.written).filter(({ at_ms }) => from <= at_ms && at_ms <= to);
    const said = spoken.map(({ author, text, words }) => ({
      author,
      text:
        words
          ?.filter((word) => from <= word.at_ms && word.at_ms < to)
          .map((word) => word.text)
          .join('') ?? text,
    }));
    return (said.length > 0 ? said : written).filter(({ text }) => text.trim() !== '');
  }

  /** The first words that are spoken or written at a moment. */
  wordsAt(at: number): string {
    const row = lastAtOrBefore(this.view.rows, at);
    const cue = this.#cueAt(row, at);
    const message = this.row(row)?.written.findLast((w) => w.at_ms <= at);
    return firstWords((cue ?? message)?.text ?? '');
  }
}

/** As many words of a text as make a title. */
export function firstWords(text: string): string {
  const words = text.trim().split(/\s+/);
  return words.slice(0, 6).join(' ') + (words.length > 6 ? '…' : '');
}

function same(a: Moment, b: Moment): boolean {
  return (
    a.row === b.row &&
    a.messageRow === b.messageRow &&
    a.messageAt === b.messageAt &&
    a.cue === b.cue &&
    a.word === b.word
  );
}
