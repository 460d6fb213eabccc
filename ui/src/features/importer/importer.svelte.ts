import type { AppError, Preview, Recipe, SavedRecipe, Unread } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { delimiterOf, formOf, recipeOf, type Form } from './recipe';

const EMPTY: Form = {
  shape: 'pattern',
  pattern: '',
  delimiter: ',',
  columns: {},
  dateOrder: '',
  times: '',
  holds: 'chat',
};

/** The recipe that is being made for a file that no format knows. */
export class Importer {
  /** What the open session keeps though no format knows it, and nobody has left as it is. */
  unread = $state.raw<Unread[]>([]);
  file = $state.raw<Unread | null>(null);
  /** Whether there is a guess to begin with. */
  ready = $state(false);
  lines = $state.raw<string[]>([]);
  saved = $state.raw<SavedRecipe[]>([]);
  form = $state.raw(EMPTY);
  name = $state('');
  preview = $state.raw<Preview | null>(null);
  failure = $state.raw<AppError | null>(null);
  busy = $state(false);

  #session: string | null = null;
  #left = new Set<string>();
  #guess: Recipe | null = null;
  /** The form that is to be looked at next, while another one is. */
  #next: Form | null = null;
  #looking = false;

  /** Whether a recipe of this name is kept already. */
  get replaces() {
    return this.saved.some((one) => one.name === this.name.trim());
  }

  async find(session: string) {
    this.unread = [];
    this.#session = session;
    try {
      const found = await commands.unread(session);
      if (this.#session === session) this.unread = found.filter((file) => !this.#left.has(placeOf(file)));
    } catch {
      // The session itself says what is wrong with its folder.
    }
  }

  /** A file is to stay as it is. */
  leave(file: Unread) {
    this.#left.add(placeOf(file));
    this.unread = this.unread.filter((one) => one !== file);
  }

  async open(file: Unread) {
    this.file = file;
    this.ready = false;
    this.lines = [];
    this.preview = null;
    this.failure = null;
    this.form = EMPTY;
    this.name = '';
    try {
      const [start, saved] = await Promise.all([
        commands.proposeRecipe(file.session, file.path),
        commands.recipes(),
      ]);
      if (this.file !== file) return;
      this.saved = saved;
      this.lines = start.lines;
      this.#guess = start.recipe;
      this.begin('');
      this.ready = true;
    } catch (error) {
      this.failure = asAppError(error);
    }
  }

  close() {
    this.file = null;
  }

  /** Begins with the recipe of this name, or with the guess. */
  begin(name: string) {
    const recipe = this.saved.find((one) => one.name === name)?.recipe ?? this.#guess;
    if (!recipe) return;
    this.name = name;
    this.form = EMPTY;
    this.change(formOf(recipe, { ...EMPTY, delimiter: delimiterOf(this.lines[0] ?? '') }));
  }

  change(change: Partial<Form>) {
    this.form = { ...this.form, ...change };
    this.#next = this.form;
    void this.#look();
  }

  async forget(name: string) {
    try {
      await commands.removeRecipe(name);
      this.saved = this.saved.filter((one) => one.name !== name);
      this.begin('');
    } catch (error) {
      this.failure = asAppError(error);
    }
  }

  /** Keeps the recipe, if it has a name, and reads the file by it; tells whether that went well. */
  async add(): Promise<boolean> {
    const { file, name } = this;
    if (!file || this.busy) return false;
    this.busy = true;
    this.failure = null;
    const recipe = recipeOf(this.form);
    try {
      const kept = name.trim() ? await commands.saveRecipe(name, recipe, this.replaces) : null;
      await commands.readByRecipe(file.session, file.path, recipe, kept);
      this.close();
      return true;
    } catch (error) {
      this.failure = asAppError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Looks at one recipe at a time, and last at the last. */
  async #look() {
    if (this.#looking) return;
    this.#looking = true;
    for (let form = this.#next; form && this.file; form = this.#next) {
      this.#next = null;
      const { file } = this;
      try {
        const preview = await commands.previewRecipe(file.session, file.path, recipeOf(form));
        if (this.file === file) this.preview = preview;
      } catch (error) {
        if (this.file === file) this.failure = asAppError(error);
      }
    }
    this.#looking = false;
  }
}

const placeOf = ({ session, path }: Unread) => `${session}/${path}`;
