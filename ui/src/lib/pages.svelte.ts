import { SvelteMap } from 'svelte/reactivity';

/** How often what did not come is asked for again. */
const AGAIN = 1000;

/** A long list that comes page by page, as it is looked at. */
export class Pages<T> {
  #pages = new SvelteMap<number, readonly T[]>();
  #asked = new Set<number>();
  #range = { first: 0, end: 1 };
  #epoch = 0;

  constructor(
    private readonly ask: (from: number, count: number) => Promise<readonly T[]>,
    private readonly size: number,
    /** So many pages are kept. */
    private readonly kept: number,
  ) {}

  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.size))?.[index % this.size];
  }

  /** Where the first of those that are there stands that fits. */
  find(fits: (item: T) => boolean): number {
    for (const [page, items] of this.#pages) {
      const index = items.findIndex(fits);
      if (index >= 0) return page * this.size + index;
    }
    return -1;
  }

  /** Fetches the pages of these, where they are not there yet. */
  want(first: number, end: number) {
    this.#range = { first, end };
    for (const page of this.#inRange()) void this.#fetch(page);
  }

  /** What there is now of what was wanted last; to be shown by {@link take}. */
  async anew(): Promise<Map<number, readonly T[]>> {
    const pages = this.#inRange();
    const items = await Promise.all(pages.map((page) => this.ask(page * this.size, this.size)));
    return new Map(pages.map((page, i) => [page, items[i] ?? []]));
  }

  /** Shows these pages in place of all others; tells whether there are other items in them than before. */
  take(pages: Map<number, readonly T[]>, same: (a: T, b: T) => boolean): boolean {
    const others = [...pages].some(([page, items]) => {
      const before = this.#pages.get(page);
      return before?.length !== items.length || items.some((item, i) => !same(item, before[i] as T));
    });
    this.#epoch++;
    this.#asked.clear();
    for (const page of this.#pages.keys()) if (!pages.has(page)) this.#pages.delete(page);
    for (const [page, items] of pages) this.#pages.set(page, items);
    return others;
  }

  #inRange(): number[] {
    const first = Math.max(0, Math.floor(this.#range.first / this.size));
    const end = Math.max(first + 1, Math.ceil(this.#range.end / this.size));
    return Array.from({ length: end - first }, (_, i) => first + i);
  }

  async #fetch(page: number) {
    if (this.#pages.has(page) || this.#asked.has(page)) return;
    this.#asked.add(page);
    const epoch = this.#epoch;
    try {
      const items = await this.ask(page * this.size, this.size);
      if (epoch !== this.#epoch) return;
      this.#pages.set(page, items);
      this.#forgetFarFrom(page);
    } catch {
      setTimeout(() => this.want(this.#range.first, this.#range.end), AGAIN);
    } finally {
      if (epoch === this.#epoch) this.#asked.delete(page);
    }
  }

  #forgetFarFrom(page: number) {
    if (this.#pages.size <= this.kept) return;
    const farther = (a: number, b: number) => (Math.abs(b - page) > Math.abs(a - page) ? b : a);
    this.#pages.delete([...this.#pages.keys()].reduce(farther));
  }
}
