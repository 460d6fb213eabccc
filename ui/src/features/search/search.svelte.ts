import type { AppError, SearchAnswer, SearchHit } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';

const PAUSE = 20;
const LIMIT = 100;

/** Searching as one types. */
export class Search {
  query = $state('');
  answer = $state.raw<SearchAnswer | null>(null);
  error = $state.raw<AppError | null>(null);
  /** The hit that Enter plays. */
  at = $state(0);

  #timer = 0;

  get active() {
    return this.query.trim() !== '';
  }

  get hit(): SearchHit | null {
    return this.answer?.hits[this.at] ?? null;
  }

  type(query: string) {
    this.query = query;
    clearTimeout(this.#timer);
    if (this.active) this.#timer = window.setTimeout(() => void this.#ask(query), PAUSE);
    else this.clear();
  }

  async #ask(query: string) {
    try {
      const answer = await commands.search(query.trim(), null, LIMIT);
      if (query !== this.query) return;
      this.answer = answer;
      this.error = null;
      this.at = 0;
    } catch (error) {
      const failure = asAppError(error);
      if (query !== this.query || failure.code === 'superseded') return;
      this.error = failure;
    }
  }

  /** Finds at once what the field says; for Enter right after typing. */
  async settle() {
    clearTimeout(this.#timer);
    if (this.active) await this.#ask(this.query);
  }

  move(by: number) {
    const hits = this.answer?.hits.length ?? 0;
    if (hits > 0) this.at = Math.min(hits - 1, Math.max(0, this.at + by));
  }

  clear() {
    clearTimeout(this.#timer);
    this.query = '';
    this.answer = null;
    this.error = null;
    this.at = 0;
  }
}
