import type {
  AppError,
  SavedSearch,
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

/** A moment to which others are likened. */
export interface Likened {
  session: string;
  title: string;
  message: string;
  at_ms: number;
  author: string;
  text: string;
}

/** Searching as one types, and for what is like a moment. */
export class Search {
  query = $state('');
  order = $state<SearchOrder>('relevance');
  /** The moment whose likes are shown, instead of what the query finds. */
  like = $state.raw<Likened | null>(null);
  answer = $state.raw<SearchAnswer | null>(null);
  error = $state.raw<AppError | null>(null);
  /** What the query may go on with. */
  offers = $state.raw<SearchCompletion[]>([]);
  /** The hits in the open session, by moment. */
  here = $state.raw<SearchHit[]>([]);
  /** The hit that Enter plays, as they are shown: session by session. */
  at = $state(0);
  /** Whether it is being given a name, to be saved. */
  naming = $state(false);

  readonly groups = $derived(this.answer ? grouped(this.answer) : []);
  readonly #shown = $derived(this.groups.flatMap((group) => group.hits));
  /** The messages that match in the open session. */
  readonly found = $derived(
    new Set(this.here.flatMap((hit) => [hit.message ?? '', ...hit.also.map((line) => line.message)])),
  );

  #timer = 0;
  #turn = 0;
  #session: string | null = null;

  get active() {
    return this.like !== null || this.typed;
  }

  get typed() {
    return this.query.trim() !== '';
  }

  get hit(): SearchHit | null {
    return this.#shown[this.at] ?? null;
  }

  /** The session is open in which hits are to be marked. */
  open(session: string | null) {
    this.#session = session;
    this.here = [];
    if (this.active) void this.#mark(this.#turn);
  }

  type(query: string) {
    this.query = query;
    this.like = null;
    this.naming = false;
    clearTimeout(this.#timer);
    if (this.typed) this.#timer = window.setTimeout(() => void this.#ask(), PAUSE);
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

  /** Searches as it was saved. */
  run({ query, order }: Pick<SavedSearch, 'query' | 'order'>) {
    this.like = null;
    this.query = query;
    this.order = order;
    void this.settle();
  }

  /** Shows what is like a moment. The query stays, and is shown again when that is closed. */
  async likes(moment: Likened) {
    clearTimeout(this.#timer);
    this.like = moment;
    this.naming = false;
    await this.#ask();
  }

  closeLike() {
    this.like = null;
    if (this.typed) void this.settle();
    else this.clear();
  }

  async #ask() {
    const turn = ++this.#turn;
    const { query, like, order } = this;
    await this.#try(turn, async () => {
      const answer = like
        ? await commands.moreLike(like.session, like.message, LIMIT)
        : await commands.search({
            query: query.trimStart(),
            session: null,
            limit: LIMIT,
            order,
            counts_all: false,
          });
      if (turn !== this.#turn) return;
      this.answer = answer;
      this.error = null;
      this.at = 0;
      const offers = like ? [] : await commands.complete(query, OFFERS);
      if (turn === this.#turn) this.offers = offers;
    });
    await this.#mark(turn);
  }

  async #mark(turn: number) {
    const session = this.#session;
    if (!session || turn !== this.#turn) return;
    await this.#try(turn, async () => {
      const { hits } = this.like
        ? { hits: this.answer?.hits.filter((hit) => hit.session === session) ?? [] }
        : await commands.search({
            query: this.query.trimStart(),
            session,
            limit: MARKED,
            order: 'oldest',
            counts_all: false,
          });
      if (turn === this.#turn && session === this.#session)
        this.here = hits
          .filter((hit) => hit.message !== null || hit.note !== null)
          .sort((a, b) => a.at_ms - b.at_ms);
    });
  }

  async #try(turn: number, work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      const failure = asAppError(error);
      if (turn === this.#turn && failure.code !== 'superseded') this.error = failure;
    }
  }

  /** Asks for the same again, as there may be other hits now. */
  again() {
    if (this.active) void this.#ask();
  }

  /** Finds at once what the field says; for Enter right after typing. */
  async settle() {
    clearTimeout(this.#timer);
    if (this.typed) await this.#ask();
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

  /** Leaves what is like a moment, else the search. */
  leave() {
    if (this.like) this.closeLike();
    else this.clear();
  }

  clear() {
    clearTimeout(this.#timer);
    this.#turn++;
    this.query = '';
    this.like = null;
    this.answer = null;
    this.error = null;
    this.offers = [];
    this.here = [];
    this.at = 0;
    this.naming = false;
  }
}
