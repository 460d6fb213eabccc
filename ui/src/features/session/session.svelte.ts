import { SvelteMap } from 'svelte/reactivity';
import * as commands from '../../ipc/commands';
import { asError } from '../../ipc/errors';
import type {
  AlignChange,
  AlignmentView,
  AppError,
  LogView,
  Row,
  SessionView,
  Written,
} from '../../ipc/bindings/wire';
import { lastAtOrBefore } from '../../lib/cues';
import { History } from '../../lib/history';

const PAGE = 100;
/** So many pages of rows are kept; those looked at longest ago go first. */
const KEPT = 60;
const AT_ONCE = 3;

interface Before {
  log: string;
  alignment: AlignmentView;
}

/** The rows of a session as they are aligned now, fetched page by page. */
export class Rows {
  readonly times: readonly number[];
  readonly written: readonly number[];
  failure = $state.raw<AppError | null>(null);

  readonly #session: string;
  readonly #pages = new SvelteMap<number, readonly Row[]>();
  readonly #asked = new Set<number>();
  #wanted: readonly [first: number, last: number] = [0, -1];

  constructor(view: SessionView) {
    this.#session = view.id;
    this.times = view.rows;
    this.written = view.written;
  }

  /** A row; undefined while it is on its way. */
  get(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Fetches what is missing between two rows. What was wished for before is left, unless it is on its way. */
  need(first: number, last: number): void {
    this.#wanted = [first, last];
    this.#pump();
  }

  /** Fetches all between two rows, and is done when they are there. */
  async load(first: number, last: number): Promise<void> {
    await Promise.all(this.#missing(first, last).map((page) => this.#fetch(page)));
  }

  retry(): void {
    this.failure = null;
    this.#pump();
  }

  #missing(first: number, last: number): number[] {
    const from = Math.floor(Math.max(0, first) / PAGE);
    const to = Math.floor(Math.min(last, this.times.length - 1) / PAGE);
    const pages = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
    return pages.filter((page) => !this.#pages.has(page) && !this.#asked.has(page));
  }

  #pump(): void {
    if (this.failure) return;
    for (const page of this.#missing(...this.#wanted)) {
      if (this.#asked.size >= AT_ONCE) return;
      void this.#fetch(page).then(() => this.#pump());
    }
  }

  async #fetch(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      this.#pages.set(page, await commands.scoreRows(this.#session, page * PAGE, PAGE));
      const oldest = this.#pages.keys().next().value;
      if (this.#pages.size > KEPT && oldest !== undefined) this.#pages.delete(oldest);
    } catch (thrown) {
      this.failure = asError(thrown);
    } finally {
      this.#asked.delete(page);
    }
  }

  /** The items of loaded rows from `row` backwards, as far as they can matter for the moment. */
  *#backwards<K extends 'spoken' | 'written'>(kind: K, row: number): Generator<Row[K]> {
    for (let index = row; index >= 0 && index > row - PAGE; index--) {
      const of = this.get(index);
      if (!of) return;
      yield of[kind];
    }
  }

  /** The cue that is heard at a moment, as far as it is loaded: the last that began. */
  cueAt(at: number): Row['spoken'][number] | null {
    for (const cues of this.#backwards('spoken', lastAtOrBefore(this.times, at))) {
      const cue = cues.findLast((cue) => cue.at_ms <= at);
      if (cue) return cue;
    }
    return null;
  }

  /** The message that is current at a moment, as far as it is loaded: the last that had come. */
  messageAt(at: number): Written | null {
    const when = this.written[lastAtOrBefore(this.written, at)];
    if (when === undefined) return null;
    for (const messages of this.#backwards('written', lastAtOrBefore(this.times, when))) {
      const message = messages.findLast((message) => message.at_ms <= when);
      if (message) return message;
    }
    return null;
  }
}

/** An open session: what it is, its rows, and how its logs meet its sound. */
export class Session {
  view = $state.raw() as SessionView;
  rows = $state.raw() as Rows;
  failure = $state.raw<AppError | null>(null);
  busy = $state(false);
  /** Grows with every change to the alignment. */
  alignments = $state(0);

  readonly #history = new History<Before>();

  constructor(view: SessionView) {
    this.view = view;
    this.rows = new Rows(view);
  }

  readonly chats = $derived(this.view.logs.filter((log) => !log.spoken));
  readonly hasSpoken = $derived(this.view.logs.some((log) => log.spoken));
  readonly hasWritten = $derived(this.view.written.length > 0);

  get canUndo(): boolean {
    return this.alignments >= 0 && this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.alignments >= 0 && this.#history.canRedo;
  }

  /** Changes how a log meets the sound; `at` is what is looked at meanwhile. Whether it was done. */
  async align(log: string, change: AlignChange, at: number): Promise<boolean> {
    const before = this.#alignment(log);
    const done = await this.#apply(log, change, at);
    if (done && before) this.#history.changed({ log, alignment: before });
    this.alignments++;
    return done;
  }

  undo(at: number): Promise<boolean> {
    return this.#travel('undo', at);
  }

  redo(at: number): Promise<boolean> {
    return this.#travel('redo', at);
  }

  async #travel(way: 'undo' | 'redo', at: number): Promise<boolean> {
    if (this.busy) return false;
    const log = this.#history.next(way)?.log;
    const now = log === undefined ? null : this.#alignment(log);
    if (log === undefined || !now) return false;
    const to = this.#history[way]({ log, alignment: now });
    if (!to) return false;
    const { method, anchors, confidence } = to.alignment;
    const done = await this.#apply(log, { kind: 'restore', method, anchors, confidence }, at);
    if (!done) this.#history[way === 'undo' ? 'redo' : 'undo'](to);
    this.alignments++;
    return done;
  }

  async #apply(log: string, change: AlignChange, at: number): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      const view = await commands.align(this.view.id, log, change);
      const rows = new Rows(view);
      // What is looked at is there before it is shown, so that nothing blinks.
      const current = Math.max(0, lastAtOrBefore(rows.times, at));
      await rows.load(current - 30, current + 30);
      this.view = view;
      this.rows = rows;
      this.failure = null;
      return true;
    } catch (thrown) {
      this.failure = asError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #alignment(log: string): AlignmentView | null {
    return this.view.logs.find((of: LogView) => of.id === log)?.alignment ?? null;
  }
}
