import type { AppError, Progress, SessionCard, Shelves } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { Pages } from '../../lib/pages.svelte';
import { ShelfRows } from '../../lib/shelves';

const PAGE = 40;
const KEPT_PAGES = 25;

export type ArchiveStatus =
  { kind: 'loading' } | { kind: 'ready'; shelves: Shelves } | { kind: 'failed'; error: AppError };

/** Where the list stands: the session that is first in view, how far above the pane it begins, and the one with the focus. */
export interface Standing {
  id: string | null;
  within: number;
  focus: string | null;
}

export interface Adding {
  job: number;
  progress: Progress | null;
}

/** The archive as the list shows it, and what is being added to it. Its sessions come page by page. */
export class Archive {
  status = $state.raw<ArchiveStatus>({ kind: 'loading' });
  /** Changes when the rows are other rows. */
  epoch = $state(0);
  rows = $state.raw(new ShelfRows([]));
  /** Tells where the list stands. */
  standing: (() => Standing) | null = null;
  /** Where it stood before the rows changed. */
  kept: Standing | null = null;
  readonly #cards = new Pages<SessionCard>(commands.cards, PAGE, KEPT_PAGES);
  /** How far its index is, where that has to be made before there is a list. */
  indexing = $state.raw<Progress | null>(null);
  adding = $state.raw<Adding[]>([]);
  refusals = $state.raw<AppError[]>([]);
  warnings = $state.raw<string[]>([]);

  /** A session by its number in the list, once it is there. */
  card(number: number): SessionCard | undefined {
    return this.#cards.at(number);
  }

  numberOf(id: string): number {
    return this.#cards.find((card) => card.id === id);
  }

  /** These rows are looked at. */
  want(first: number, end: number) {
    this.#cards.want(this.rows.before(first), this.rows.before(end));
  }

  async load(from: () => Promise<Shelves> = commands.shelves) {
    try {
      const [shelves, cards] = [await from(), await this.#cards.anew()];
      const kept = this.standing?.() ?? null;
      const others = this.#cards.take(cards, (a, b) => a.id === b.id);
      this.status = { kind: 'ready', shelves };
      if (others || !this.rows.areOf(shelves.shelves)) {
        this.rows = new ShelfRows(shelves.shelves);
        this.kept = kept;
        this.epoch++;
      }
    } catch (error) {
      if (this.status.kind === 'ready') this.refuse(asAppError(error));
      else this.status = { kind: 'failed', error: asAppError(error) };
    } finally {
      this.indexing = null;
    }
  }

  retry() {
    this.status = { kind: 'loading' };
    return this.load(commands.scan);
  }

  /** Adds files; gives what came of them, empty where nothing did. */
  async add(paths: string[]) {
    if (paths.length === 0) return [];
    const job = commands.freshJob();
    this.adding = [...this.adding, { job, progress: null }];
    const options = { title: null, date: null, started_at: null, series: null, recipe: null, each: false };
    try {
      const added = await commands.add(paths, options, job, (progress) => {
        this.adding = this.adding.map((one) => (one.job === job ? { job, progress } : one));
      });
      this.warnings = [...this.warnings, ...added.flatMap((one) => one.warnings)];
      await this.load();
      return added;
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code !== 'cancelled') this.refuse(failure);
      return [];
    } finally {
      this.adding = this.adding.filter((one) => one.job !== job);
    }
  }

  async cancel(job: number) {
    try {
      await commands.cancel(job);
    } catch (error) {
      this.refuse(asAppError(error));
    }
  }

  /** Puts the sample into the archive; gives its id. */
  async sample(): Promise<string | null> {
    try {
      const id = await commands.openSample();
      await this.load();
      return id;
    } catch (error) {
      this.refuse(asAppError(error));
      return null;
    }
  }

  refuse(error: AppError) {
    this.refusals = [...this.refusals, error];
  }

  dismiss(error: AppError) {
    this.refusals = this.refusals.filter((one) => one !== error);
  }
}
