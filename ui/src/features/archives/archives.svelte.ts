import type { AppError, KnownArchive } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { chooseFolder } from '../../ipc/events';
import { t } from '../../lib/messages';

/** The archives that are known here, of which one is open. */
export class Archives {
  list = $state.raw<KnownArchive[]>([]);
  failure = $state.raw<AppError | null>(null);

  /** Is called when another archive is open. */
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get others() {
    return this.list.filter((one) => !one.is_open);
  }

  load() {
    this.failure = null;
    return this.#try(async () => {
      this.list = await commands.archives();
    });
  }

  open(folder: string) {
    return this.#try(async () => {
      await commands.openArchive(folder);
      this.#changed();
    });
  }

  /** Asks for the folder of an archive, near the one that is open. */
  async chooseAndOpen(near: string | null) {
    const folder = await chooseFolder(t.archives.openTitle, near);
    if (folder !== null) await this.open(folder);
  }

  async chooseAndMake(near: string | null) {
    const folder = await chooseFolder(t.archives.makeTitle, near);
    if (folder === null) return;
    await this.#try(async () => {
      await commands.makeArchive(folder);
      this.#changed();
    });
  }

  /** Its folder stays as it is. */
  forget(folder: string) {
    return this.#try(async () => {
      this.list = await commands.forgetArchive(folder);
    });
  }

  /** Gives another title to the one that is open. */
  retitle(title: string) {
    return this.#try(() => commands.retitleArchive(title));
  }

  async #try(work: () => Promise<void>) {
    try {
      await work();
      this.failure = null;
    } catch (error) {
      this.failure = asAppError(error);
    }
  }
}
