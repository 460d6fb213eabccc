import { SvelteMap } from 'svelte/reactivity';
import type { SavedSearch, SearchCount, SearchOrder } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import type { Memory } from '../../lib/memory';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';

const RECENT = 8;

/** The searches that the archive keeps, and those that were made here before. */
export class SavedSearches {
  list = $state.raw<SavedSearch[]>([]);
  recent = $state.raw<string[]>([]);
  /** Whether they are offered, because somebody is about to search. */
  shown = $state(false);
  /** What was removed. */
  history = $state.raw<Undo<{ removed: SavedSearch }>>(nothingDone);

  readonly counts = new SvelteMap<string, SearchCount>();
  #counting = 0;
  #memory: Memory;
  #toasts: Toasts;

  constructor(toasts: Toasts, memory: Memory) {
    this.#toasts = toasts;
    this.#memory = memory;
    this.recent = memory.recent;
  }

  /** Looks at them as they are now, whoever else changed them. */
  async load() {
    await this.#try(async () => {
      this.list = await commands.savedSearches();
    });
    await this.#count();
  }

  /** The saved search that asks for this. */
  of(query: string, order: SearchOrder): SavedSearch | undefined {
    return this.list.find((one) => one.query.trim() === query.trim() && one.order === order);
  }

  /** Remembers what was searched for. */
  remember(query: string) {
    const asked = query.trim();
    if (asked) this.#setRecent([asked, ...this.recent.filter((one) => one !== asked)]);
  }

  forget(query: string) {
    this.#setRecent(this.recent.filter((one) => one !== query));
  }

  save(search: SavedSearch): Promise<boolean> {
    return this.#try(async () => {
      await commands.saveSearch(search);
      this.list = await commands.savedSearches();
    });
  }

  rename(search: SavedSearch, name: string): Promise<boolean> {
    return this.#try(async () => {
      await commands.renameSearch(search.id, search.name, name);
      this.list = await commands.savedSearches();
    });
  }

  async remove(search: SavedSearch) {
    if (!(await this.#remove(search))) return;
    this.history = did(this.history, { removed: search });
    this.#toasts.show(t.search.removed(search.name), {
      action: { label: t.search.undo, run: () => void this.undo() },
    });
  }

  async undo() {
    const step = this.history.done.at(-1);
    if (step && (await this.save(step.removed))) this.history = stepBack(this.history);
  }

  async redo() {
    const step = this.history.undone.at(-1);
    if (step && (await this.#remove(step.removed))) this.history = stepForward(this.history);
  }

  #remove(search: SavedSearch): Promise<boolean> {
    return this.#try(async () => {
      await commands.removeSearch(search.id);
      this.list = await commands.savedSearches();
    });
  }

  #setRecent(recent: string[]) {
    this.recent = recent.slice(0, RECENT);
    this.#memory.recent = this.recent;
  }

  /** Counts one after the other, so that none waits for all; a later count takes over. */
  async #count() {
    const turn = ++this.#counting;
    for (const { id, query, order } of this.list) {
      try {
        const ask = { query, session: null, limit: 0, order, counts_all: false };
        const count = await commands.countHits(ask);
        if (turn !== this.#counting) return;
        this.counts.set(id, count);
      } catch {
        // Without a number it can be run as well, and tells then what is wrong.
      }
    }
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { message, help } = asAppError(error);
      this.#toasts.show(message, { help, look: 'error' });
      return false;
    }
  }
}
