import type { AlignChange, AlignmentView, LogView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';
import type { Score } from '../session/score.svelte';

interface Change {
  log: string;
  before: AlignmentView;
  after: AlignmentView;
}

/** Moves a chat along the timeline, and back. */
export class Alignments {
  history = $state.raw<Undo<Change>>(nothingDone);
  busy = $state(false);

  #score: Score | null = null;
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  open(score: Score) {
    this.#score = score;
    this.history = nothingDone;
  }

  async change(log: string, change: AlignChange) {
    const before = this.#log(log)?.alignment;
    if (!before || !(await this.#send(log, change))) return;
    const after = this.#log(log)?.alignment;
    if (after) this.history = did(this.history, { log, before, after });
  }

  async undo() {
    const last = this.history.done.at(-1);
    if (last && (await this.#send(last.log, restoring(last.before)))) this.history = stepBack(this.history);
  }

  async redo() {
    const last = this.history.undone.at(-1);
    if (last && (await this.#send(last.log, restoring(last.after)))) this.history = stepForward(this.history);
  }

  #log(id: string): LogView | undefined {
    return this.#score?.view.logs.find((log) => log.id === id);
  }

  async #send(log: string, change: AlignChange): Promise<boolean> {
    const score = this.#score;
    if (!score || this.busy) return false;
    this.busy = true;
    try {
      await score.replace(await commands.align(score.view.id, log, change));
      return true;
    } catch (error) {
      const { message, help } = asAppError(error);
      this.#toasts.show(message, { help, look: 'error' });
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function restoring({ method, anchors, confidence }: AlignmentView): AlignChange {
  return { kind: 'restore', method, anchors, confidence };
}
