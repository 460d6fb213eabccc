import { asError } from '../../ipc/errors';
import * as commands from '../../ipc/commands';
import type { AppError, SearchAnswer } from '../../ipc/bindings/wire';

const LIMIT = 100;

/** What is searched for, and what was found. Results stay until the person returns. */
export class Search {
  query = $state('');
  onlyThis = $state(false);
  answer = $state.raw<AppAnswer | null>(null);
  failure = $state.raw<AppError | null>(null);
  /** The result that Enter plays. */
  active = $state(0);
  /** Grows when the box should take the keyboard. */
  wanted = $state(0);

  readonly on = $derived(this.query.trim() !== '');

  #asked = 0;

  /** Asks for what is typed now. An answer to what was typed before is dropped. */
  async ask(session: string | null): Promise<void> {
    const number = ++this.#asked;
    const query = this.query.trim();
    if (query === '') return this.clear();
    try {
      const answer = await commands.search(query, this.onlyThis ? session : null, LIMIT);
      if (number !== this.#asked) return;
      this.answer = { ...answer, query };
      this.failure = null;
      this.active = 0;
    } catch (thrown) {
      const error = asError(thrown);
      if (number === this.#asked && error.code !== 'superseded') this.failure = error;
    }
  }

  step(by: 1 | -1): void {
    const count = this.answer?.hits.length ?? 0;
    if (count > 0) this.active = Math.max(0, Math.min(this.active + by, count - 1));
  }

  clear(): void {
    this.#asked++;
    this.query = '';
    this.answer = null;
    this.failure = null;
    this.active = 0;
  }
}

export interface AppAnswer extends SearchAnswer {
  /** What it answers. */
  query: string;
}
