import type {
  AppError,
  SearchAnswer,
  SearchCompletion,
  SearchHit,
  SearchOrder,
} from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { grouped } from '../../lib/query';

const PAUSE = 20;
const LIMIT = 100;
/** The most hits that are marked in the open session. */
const MARKED = 2000;
const OFFERS = 5;
/** A hit so close to where one stands is the one one stands at, in milliseconds. */
const CLOSE = 250;

/** Searching as one types. */
export class Search {
  query = $state('');
  order = $state<SearchOrder>('relevance');
  answer = $state.raw<SearchAnswer | null>(null);
  error = $state.raw<AppError | null>(null);
  /** What the query may go on with. */
  offers = $state.raw<SearchCompletion[]>([]);
  /** The hits in the open session, by moment. */
  here = $state.raw<SearchHit[]>([]);
  /** The hit that Enter plays, as they are shown: session by session. */
  at = $state(0);

  readonly groups = $derived(this.answer ? grouped(this.answer) : []);
  readonly #shown = $derived(this.groups.flatMap((group) => group.hits));
  /** The messages that match in the open session. */
  readonly found = $derived(
    new Set(this.here.flatMap((hit) => [hit.message ?? '', ...hit.also.map((line) => line.message)])),
  );

  #timer = 0;
  #session: string | null = null;

  get active() {
    return this.query.trim() !== '';
  }

  get hit(): SearchHit | null {
    return this.#shown[this.at] ?? null;
  }

  /** The session is open in which hits are to be marked. */
  open(session: string | null) {
    this.#session = session;
    this.here = [];
    if (this.active) void this.#mark(this.query);
  }

  type(query: string) {
    this.query = query;
    clearTimeout(this.#timer);
    if (this.active) this.#timer = window.setTimeout(() => void this.#ask(query), PAUSE);
    else this.clear();
  }

  setOrder(order: SearchOrder) {
    this.order = order;
    void this.settle();
  }

  /** Asks for one thing more. */
  narrow(term: string) {
    this.query = `${this.query.trimEnd()} ${term} `;
    void this.settle();
  }

  async #ask(query: string) {
    await this.#try(query, async () => {
      const answer = await commands.search({
        query: query.trimStart(),
        session: null,
        limit: LIMIT,
        order: this.order,
        counts_all: false,
      });
      if (query !== this.query) return;
      this.answer = answer;
      this.error = null;
      this.at = 0;
      const offers = await commands.complete(query, OFFERS);
      if (query === this.query) this.offers = offers;
    });
    await this.#mark(query);
  }

  async #mark(query: string) {
    const session = this.#session;
    if (!session || query !== this.query) return;
    await this.#try(query, async () => {
      const { hits } = await commands.search({
        query: query.trimStart(),
        session,
        limit: MARKED,
        order: 'oldest',
        counts_all: false,
      });
      if (query === this.query && session === this.#session)
        this.here = hits.filter((hit) => hit.message !== null || hit.note !== null);
    });
  }

  async #try(query: string, work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      const failure = asAppError(error);
      if (query === this.query && failure.code !== 'superseded') this.error = failure;
    }
  }

  /** Finds at once what the field says; for Enter right after typing. */
  async settle() {
    clearTimeout(this.#timer);
    if (this.active) await this.#ask(this.query);
  }

  move(by: number) {
    const hits = this.#shown.length;
    if (hits > 0) this.at = Math.min(hits - 1, Math.max(0, this.at + by));
  }

  /** The next hit of the open session behind a moment, or the one before it. */
  beside(moment: number, forward: boolean): SearchHit | null {
    const { here } = this;
    return (
      (forward
        ? here.find((hit) => hit.at_ms > moment + CLOSE)
        : here.findLast((hit) => hit.at_ms < moment - CLOSE)) ?? null
    );
  }

  clear() {
    clearTimeout(this.#timer);
    this.query = '';
    this.answer = null;
    this.error = null;
    this.offers = [];
    this.here = [];
    this.at = 0;
  }
}
