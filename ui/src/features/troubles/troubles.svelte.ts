import type { AppError, Keep, SessionCard, Trouble } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { t } from '../../lib/messages';

export type Damaged = Extract<Trouble, { kind: 'damaged' }>;
export type Copy = Extract<Trouble, { kind: 'copy' }>;

/** What somebody has to look at: damaged sessions, and files of which there are two versions. */
export class Troubles {
  /** Whether the dialog is open. */
  shown = $state(false);
  list = $state.raw<Trouble[]>([]);
  /** Why the archive can't be looked at. */
  failure = $state.raw<AppError | null>(null);
  /** Why what was asked for could not be done. */
  refused = $state.raw<AppError | null>(null);
  told = $state('');

  #timer = 0;
  #restsUntil = 0;
  #looking = false;
  #again = false;
  /** Is told of sessions that are others now. */
  #changed: (card: SessionCard) => void;

  constructor(changed: (card: SessionCard) => void) {
    this.#changed = changed;
  }

  show() {
    this.shown = true;
    this.told = '';
    this.refused = null;
    void this.look();
  }

  /** Looks before long, by itself: no more than a tenth of the time is spent on that, however large the archive. */
  lookSoon() {
    if (this.#timer !== 0) return;
    const wait = Math.max(0, this.#restsUntil - performance.now());
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      void this.look();
    }, wait);
  }

  /** Looks at the archive: once more after this if it is looking already, since much may have changed. */
  async look() {
    this.#again = this.#looking;
    if (this.#looking) return;
    this.#looking = true;
    const begun = performance.now();
    try {
      this.list = await commands.troubles();
      this.failure = null;
    } catch (error) {
      this.failure = asAppError(error);
    }
    this.#looking = false;
    this.#restsUntil = performance.now() + 9 * (performance.now() - begun);
    if (this.#again) await this.look();
  }

  restore({ folder }: Damaged) {
    return this.#do(async () => {
      const card = await commands.restoreSession(folder);
      this.told = t.troubles.restored(card.title);
      return card;
    });
  }

  settle({ folder, file }: Copy, keep: Keep) {
    return this.#do(async () => {
      const card = await commands.settleCopy(folder, file, keep);
      this.told = t.troubles.settled;
      return card;
    });
  }

  async #do(work: () => Promise<SessionCard>) {
    this.told = '';
    this.refused = null;
    try {
      this.#changed(await work());
    } catch (error) {
      this.refused = asAppError(error);
    }
    await this.look();
  }
}
