import type { Toasts } from '../../elements/toasts.svelte';
import type { AppError, RedactionView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';
import type { Score } from '../session/score.svelte';

/** A redaction that was made or lifted. */
interface Step {
  redaction: RedactionView;
  made: boolean;
}

/** The stretches of the open session that are not to be heard or read. */
export class Redactions {
  list = $state.raw<RedactionView[]>([]);
  /** Changes whenever other stretches are redacted: what shows the session has to be asked for again. */
  revision = $state(0);
  /** The one that is being made. */
  form = $state.raw<RedactionView | null>(null);
  /** Why it can't be. */
  failure = $state.raw<AppError | null>(null);
  history = $state.raw<Undo<Step>>(nothingDone);

  #score: Score | null = null;
  /** Steps come one after the other. */
  #last: Promise<void> = Promise.resolve();
  #toasts: Toasts;
  /** Is called when other stretches are redacted. */
  #told: () => void;

  constructor(toasts: Toasts, changed: () => void) {
    this.#toasts = toasts;
    this.#told = changed;
  }

  async open(score: Score | null) {
    this.#score = score;
    this.list = [];
    this.form = null;
    this.history = nothingDone;
    if (!score) return;
    try {
      const list = await commands.redactions(score.view.id);
      if (this.#score === score) this.list = list;
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Takes them as others have left them. */
  async refresh() {
    const score = this.#score;
    if (!score) return;
    const list = await commands.redactions(score.view.id).catch(() => this.list);
    if (this.#score !== score || JSON.stringify(list) === JSON.stringify(this.list)) return;
    this.list = list;
    await this.#changed(score);
  }

  /** Asks about a stretch that is to be redacted. */
  begin(from: number, to: number) {
    this.failure = null;
    this.form = { id: '', from_ms: Math.round(from), to_ms: Math.round(to), sound: 'silence', reason: '' };
  }

  /** Redacts a stretch; gives whether it is. */
  async redact(wanted: RedactionView): Promise<boolean> {
    const redaction = await this.#make(wanted);
    if (!redaction) return false;
    this.form = null;
    this.history = did(this.history, { redaction, made: true });
    this.#tell(t.redaction.done(redaction.from_ms, redaction.to_ms), redaction);
    return true;
  }

  async lift(redaction: RedactionView) {
    if (!(await this.#lift(redaction))) return;
    this.history = did(this.history, { redaction, made: false });
    this.#tell(t.redaction.lifted(redaction.from_ms, redaction.to_ms), redaction);
  }

  /** Whether what is redacted is shown as it was recorded. */
  async showAsRecorded(on: boolean) {
    await this.#score?.show(on).catch((error) => this.#failed(error));
  }

  undo() {
    return this.#inTurn(async () => {
      const last = this.history.done.at(-1);
      if (last && (await this.#turn(last, !last.made))) this.history = stepBack(this.history);
    });
  }

  redo() {
    return this.#inTurn(async () => {
      const last = this.history.undone.at(-1);
      if (last && (await this.#turn(last, last.made))) this.history = stepForward(this.history);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.#last.then(work);
    this.#last = next;
    return next;
  }

  async #turn({ redaction }: Step, made: boolean): Promise<boolean> {
    return made ? (await this.#make(redaction)) !== null : this.#lift(redaction);
  }

  async #make(wanted: RedactionView): Promise<RedactionView | null> {
    const score = this.#score;
    if (!score) return null;
    this.failure = null;
    try {
      const made = await commands.redact(score.view.id, wanted);
      if (this.#score !== score) return made;
      this.list = [...this.list.filter(({ id }) => id !== made.id), made].sort(
        (a, b) => a.from_ms - b.from_ms || a.to_ms - b.to_ms,
      );
      await this.#changed(score);
      return made;
    } catch (error) {
      this.#failed(error);
      return null;
    }
  }

  async #lift(redaction: RedactionView): Promise<boolean> {
    const score = this.#score;
    if (!score) return false;
    try {
      await commands.removeRedaction(score.view.id, redaction.id);
      if (this.#score !== score) return true;
      this.list = this.list.filter(({ id }) => id !== redaction.id);
      await this.#changed(score);
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  async #changed(score: Score) {
    this.revision++;
    this.#told();
    await score.replace(score.view);
  }

  #tell(text: string, { id }: RedactionView) {
    const run = () => {
      const step = this.history.done.findLast((one) => one.redaction.id === id);
      if (!step) return;
      const others = this.history.done.filter((one) => one !== step);
      this.history = { ...this.history, done: [...others, step] };
      void this.undo();
    };
    this.#toasts.show(text, { action: { label: t.redaction.undo, run } });
  }

  #failed(error: unknown) {
    const failure = asAppError(error);
    if (this.form) this.failure = failure;
    else this.#toasts.show(failure.message, { help: failure.help, look: 'error' });
  }
}
