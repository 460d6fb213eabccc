import type { AppError, DescriptionForm, DescriptionView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';
import type { Score } from '../session/score.svelte';

export type Field = keyof DescriptionView;
type Value = DescriptionView[Field];

interface Change {
  field: Field;
  before: Value;
  after: Value;
}

/** A field that somebody else changed as well. */
export interface Clash {
  field: Field;
  mine: Value;
  theirs: Value;
}

/** What the open session is said to be about, and every way to change that and back. Each change is saved at once. */
export class Description {
  /** Whether the form is open. */
  shown = $state(false);
  form = $state.raw<DescriptionForm | null>(null);
  history = $state.raw<Undo<Change>>(nothingDone);
  /** Why it can't be read. */
  failure = $state.raw<AppError | null>(null);
  /** What is wrong with what was put into a field. */
  refused = $state.raw<Partial<Record<Field, AppError>>>({});
  clash = $state.raw<Clash | null>(null);
  /** What was just done. */
  told = $state('');

  #score: Score | null = null;
  /** Changes come one after the other, in the order in which they were asked for. */
  #last: Promise<void> = Promise.resolve();
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  open(score: Score | null) {
    this.#score = score;
    this.history = nothingDone;
    this.form = null;
    if (this.shown) void this.show();
  }

  async show() {
    this.shown = true;
    this.told = '';
    this.refused = {};
    this.clash = null;
    await this.#inTurn((score) => this.#load(score));
  }

  /** Says something else of one field. */
  set(field: Field, value: Value) {
    return this.#inTurn(async (score) => {
      this.forget(field);
      if (this.clash?.field === field) this.clash = null;
      const before = this.form?.said[field];
      if (before === undefined || same(before, value)) return;
      if (!(await this.#send(score, field, before, value))) return;
      const after = this.form?.said[field];
      if (after === undefined || same(before, after)) return;
      this.history = did(this.history, { field, before, after });
      this.#tell(t.description.saved);
    });
  }

  /** Takes back that something was wrong with a field. */
  forget(field: Field) {
    this.refused = { ...this.refused, [field]: undefined };
  }

  /** Of two versions of a field, one is to stay. */
  async settle(keep: 'mine' | 'theirs') {
    const { clash } = this;
    this.clash = null;
    if (clash && keep === 'mine') await this.set(clash.field, clash.mine);
  }

  undo() {
    return this.#inTurn(async (score) => {
      const last = this.history.done.at(-1);
      if (!last || !(await this.#send(score, last.field, last.after, last.before))) return;
      this.history = stepBack(this.history);
      this.#tell(t.description.undone);
    });
  }

  redo() {
    return this.#inTurn(async (score) => {
      const last = this.history.undone.at(-1);
      if (!last || !(await this.#send(score, last.field, last.before, last.after))) return;
      this.history = stepForward(this.history);
      this.#tell(t.description.redone);
    });
  }

  async #load(score: Score) {
    try {
      const form = await commands.description(score.view.id);
      if (score !== this.#score) return;
      this.form = form;
      this.failure = null;
      this.#reflect(score, form.said);
    } catch (error) {
      this.failure = asAppError(error);
    }
  }

  /** Gives whether it is said now, and its session still open. */
  async #send(score: Score, field: Field, seen: Value, wanted: Value): Promise<boolean> {
    if (!this.form) await this.#load(score);
    const { form } = this;
    if (!form) return false;
    try {
      const before = { ...form.said, [field]: seen };
      const said = await commands.describe(score.view.id, before, { ...form.said, [field]: wanted });
      if (score !== this.#score) return false;
      const series = said.series === null || form.series.includes(said.series) ? [] : [said.series];
      this.form = { ...form, said, series: [...form.series, ...series] };
      this.#reflect(score, said);
      return true;
    } catch (error) {
      await this.#failed(score, { field, mine: wanted, theirs: seen }, asAppError(error));
      return false;
    }
  }

  async #failed(score: Score, { field, mine, theirs }: Clash, error: AppError) {
    if (error.code === 'changed') {
      await this.#load(score);
      const now = this.form?.said[field];
      if (now !== undefined && !same(now, theirs)) {
        this.clash = { field, mine, theirs: now };
        this.shown = true;
        return;
      }
    }
    if (this.shown) this.refused = { ...this.refused, [field]: error };
    else this.#toasts.show(error.message, { help: error.help, look: 'error' });
  }

  #reflect(score: Score, { title, date, series }: DescriptionView) {
    score.view = { ...score.view, title, date, series };
  }

  #tell(what: string) {
    if (this.shown) this.told = what;
    else this.#toasts.show(what);
  }

  /** Does something with the session that is open now, unless another one is when its turn comes. */
  #inTurn(work: (score: Score) => Promise<void>): Promise<void> {
    const score = this.#score;
    if (!score) return Promise.resolve();
    const next = this.#last.then(() => (score === this.#score ? work(score) : undefined));
    this.#last = next;
    return next;
  }
}

const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);
