import type { AppError, PeopleChange, PeopleView, PersonView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';
import type { Score } from '../session/score.svelte';

/** Who is who before and after, as the archive has it. */
interface Change {
  before: string;
  after: string;
}

/** The people of the open session: who goes by several names, and every way to change that and back. */
export class People {
  /** Whether the dialog is open. */
  shown = $state(false);
  view = $state.raw<PeopleView | null>(null);
  history = $state.raw<Undo<Change>>(nothingDone);
  /** What was just done. */
  said = $state('');
  problem = $state.raw<AppError | null>(null);

  #score: Score | null = $state.raw(null);
  /** Changes come one after the other, in the order in which they were asked for. */
  #last: Promise<void> = Promise.resolve();
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  open(score: Score | null) {
    this.#score = score;
    this.history = nothingDone;
    this.shown = false;
    this.view = null;
  }

  get readOnly(): boolean {
    return this.#score?.view.read_only ?? true;
  }

  async show() {
    this.shown = true;
    this.said = '';
    this.problem = null;
    await this.refresh();
  }

  /** Takes them as they are in the archive now. */
  refresh(): Promise<void> {
    return this.#inTurn((score) => this.#take(score, () => commands.people(score.view.id)));
  }

  join(name: string, others: string[]) {
    return this.#change({ kind: 'join', name, others }, t.people.joined(name, others));
  }

  split(name: string) {
    return this.#change({ kind: 'split', name }, t.people.parted(name));
  }

  undo() {
    return this.#inTurn(async (score) => {
      const last = this.history.done.at(-1);
      if (!last) return;
      const change: PeopleChange = { kind: 'restore', stored: last.before, instead_of: last.after };
      if (!(await this.#send(score, change))) return;
      this.history = stepBack(this.history);
      this.#tell(t.people.undone);
    });
  }

  redo() {
    return this.#inTurn(async (score) => {
      const last = this.history.undone.at(-1);
      if (!last) return;
      const change: PeopleChange = { kind: 'restore', stored: last.after, instead_of: last.before };
      if (!(await this.#send(score, change))) return;
      this.history = stepForward(this.history);
      this.#tell(t.people.redone);
    });
  }

  #change(change: PeopleChange, told: string): Promise<void> {
    return this.#inTurn(async (score) => {
      const before = this.view?.stored;
      if (before === undefined || !(await this.#send(score, change))) return;
      const after = this.view?.stored;
      if (after === undefined || after === before) return;
      this.history = did(this.history, { before, after });
      this.#tell(told);
    });
  }

  #send(score: Score, change: PeopleChange): Promise<boolean> {
    return this.#take(score, () => commands.changePeople(score.view.id, change));
  }

  /** Gives whether there was an answer, and its session still open. */
  async #take(score: Score, ask: () => Promise<PeopleView>): Promise<boolean> {
    try {
      const view = await ask();
      if (score !== this.#score) return false;
      const joined = view.people.filter(({ also }: PersonView) => also.length > 0);
      score.view = { ...score.view, people: view.people.length, joined };
      this.view = view;
      this.problem = null;
      return true;
    } catch (error) {
      const problem = asAppError(error);
      if (this.shown) this.problem = problem;
      else this.#toasts.show(problem.message, { help: problem.help, look: 'error' });
      return false;
    }
  }

  #tell(what: string) {
    if (this.shown) this.said = what;
    else this.#toasts.show(what);
  }

  /** Does something with the session that is open now, unless another one is when its turn comes. */
  #inTurn(work: (score: Score) => Promise<unknown>): Promise<void> {
    const score = this.#score;
    if (!score) return Promise.resolve();
    const next = this.#last.then(async () => {
      if (score === this.#score) await work(score);
    });
    this.#last = next;
    return next;
  }
}
