import type { AppError, RemovedSession, SessionCard } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';

/** A session, as little of it as it takes to remove it. */
export type Removable = Pick<SessionCard, 'id' | 'title' | 'folder'>;

interface Removal {
  card: Removable;
  /** Whether it was open. */
  open: boolean;
}

/** What the trash asks of the desk, which has the sessions. */
export interface Keeper {
  isOpen(id: string): boolean;
  close(): void;
  open(id: string): void;
}

/** Sessions go to the system's trash, and come back from there. */
export class Trash {
  /** Whether the dialog is open. */
  shown = $state(false);
  list = $state.raw<RemovedSession[] | null>(null);
  failure = $state.raw<AppError | null>(null);
  history = $state.raw<Undo<Removal>>(nothingDone);

  #toasts: Toasts;
  #keeper: Keeper;

  constructor(toasts: Toasts, keeper: Keeper) {
    this.#toasts = toasts;
    this.#keeper = keeper;
  }

  async show() {
    this.shown = true;
    this.failure = null;
    await this.#load();
  }

  async remove(card: Removable): Promise<boolean> {
    const removal = await this.#remove(card);
    if (removal) this.history = did(this.history, removal);
    return removal !== null;
  }

  /** Takes one out of the trash. */
  async bringBack(folder: string) {
    await this.#try(async () => {
      const { title } = await commands.bringBackSession(folder);
      const gone = this.history.done.filter(({ card }) => card.folder !== folder);
      this.history = { ...this.history, done: gone };
      this.#toasts.show(t.trash.back(title));
    });
    if (this.shown) await this.#load();
  }

  async undo() {
    const last = this.history.done.at(-1);
    if (!last) return;
    await this.#try(async () => {
      const { id, title } = await commands.bringBackSession(last.card.folder);
      this.history = stepBack(this.history);
      this.#toasts.show(t.trash.back(title));
      if (last.open) this.#keeper.open(id);
    });
  }

  async redo() {
    const last = this.history.undone.at(-1);
    if (last && (await this.#remove(last.card))) this.history = stepForward(this.history);
  }

  /** Gives null where it could not be removed, or can't be brought back from here. */
  async #remove(card: Removable): Promise<Removal | null> {
    const open = this.#keeper.isOpen(card.id);
    let removal: Removal | null = null;
    await this.#try(async () => {
      const removed = await commands.removeSession(card.id);
      if (open) this.#keeper.close();
      if (removed) removal = { card: { ...card, folder: removed.folder }, open };
      this.#toasts.show(t.trash.removed(card.title), {
        help: t.trash.inTrash,
        action: removed ? { label: t.trash.undo, run: () => void this.#takeBack(card.id) } : null,
      });
    });
    return removal;
  }

  /** Undoes the removal of one, also where others were removed after it. */
  async #takeBack(id: string) {
    const at = this.history.done.findIndex(({ card }) => card.id === id);
    const removal = this.history.done[at];
    if (!removal) return;
    this.history = {
      ...this.history,
      done: [...this.history.done.filter((one) => one !== removal), removal],
    };
    await this.undo();
  }

  async #load() {
    try {
      this.list = await commands.removedSessions();
    } catch (error) {
      this.failure = asAppError(error);
    }
  }

  async #try(work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      const failure = asAppError(error);
      if (this.shown) this.failure = failure;
      else this.#toasts.show(failure.message, { help: failure.help, look: 'error' });
    }
  }
}
