import type { AlignChange, AlignmentView, LogView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { type Anchor, toTimeline, withAdded } from '../../lib/anchors';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';
import type { Score } from '../session/score.svelte';

interface Change {
  log: string;
  before: AlignmentView;
  after: AlignmentView;
}

/** What came of letting it try again. */
export interface Outcome {
  log: string;
  kind: 'found' | 'same' | 'unsure';
  why: string;
}

/** A chat's timing: how it stands, and every way to change it and back. */
export class Alignments {
  history = $state.raw<Undo<Change>>(nothingDone);
  /** Whether the panel is open. */
  shown = $state(false);
  /** Anchors that are tried while something is dragged, and not set yet. */
  draft = $state.raw<{ log: string; anchors: Anchor[] } | null>(null);
  trying = $state(false);
  outcome = $state.raw<Outcome | null>(null);

  #score: Score | null = $state.raw(null);
  #chosen = $state<string | null>(null);
  /** Changes come one after the other, in the order in which they were asked for. */
  #last: Promise<void> = Promise.resolve();
  #attempt = 0;
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  open(score: Score | null) {
    this.#score = score;
    this.history = nothingDone;
    this.draft = null;
    this.stopTrying();
    this.outcome = null;
  }

  get chats(): LogView[] {
    return this.#score?.view.logs.filter((log) => log.role !== 'transcript' && log.messages > 0) ?? [];
  }

  /** The chat whose timing is shown. */
  get log(): LogView | undefined {
    return this.chats.find((log) => log.id === this.#chosen) ?? this.chats[0];
  }

  choose(log: string) {
    this.#chosen = log;
    this.draft = null;
  }

  /** The anchors as they are, or as they are being tried. */
  anchorsOf(log: LogView): Anchor[] {
    return this.draft?.log === log.id ? this.draft.anchors : log.alignment.anchors;
  }

  /** Whether there is something that one more anchor can stand beside. */
  canAdd(log: string): boolean {
    return this.#set(log).length > 0;
  }

  async change(log: string, change: AlignChange) {
    await this.#inTurn((score) => this.#change(score, log, change));
  }

  async setAnchors(log: string, anchors: Anchor[]) {
    await this.change(log, { kind: 'anchors', anchors });
  }

  /** A message belongs at a moment: the whole chat moves there, or only an anchor is added. */
  async belongs(log: string, source: number, at: number, how: 'all' | 'anchor') {
    const anchors = this.#set(log);
    const anchor: Anchor = [source, Math.round(at)];
    if (how === 'all' && anchors.length > 1) {
      return this.change(log, { kind: 'offset', by_ms: anchor[1] - toTimeline(anchors, source) });
    }
    const wanted = how === 'all' ? [anchor] : withAdded(anchors, anchor);
    const outdone = how === 'all' ? 0 : anchors.length + 1 - wanted.length;
    await this.setAnchors(log, wanted);
    if (outdone > 0) this.#toasts.show(t.alignment.outdone(outdone));
  }

  /** Sets what was tried. */
  async settle() {
    const { draft } = this;
    if (!draft) return;
    const before = this.#log(draft.log)?.alignment.anchors;
    if (JSON.stringify(before) !== JSON.stringify(draft.anchors))
      await this.setAnchors(draft.log, draft.anchors);
    if (this.draft === draft) this.draft = null;
  }

  /** Takes the session as others have left it. */
  refresh(): Promise<void> {
    return this.#inTurn(async (score) => {
      try {
        await score.take(await commands.openSession(score.view.id));
      } catch (error) {
        this.#failed(error);
      }
    });
  }

  async undo() {
    await this.#inTurn(async (score) => {
      const last = this.history.done.at(-1);
      if (last && (await this.#send(score, last.log, restoring(last.before))))
        this.history = stepBack(this.history);
    });
  }

  async redo() {
    await this.#inTurn(async (score) => {
      const last = this.history.undone.at(-1);
      if (last && (await this.#send(score, last.log, restoring(last.after))))
        this.history = stepForward(this.history);
    });
  }

  /** Finds anew where the chat belongs, and puts it there if that is sure. */
  async tryAgain(log: string) {
    const score = this.#score;
    if (!score) return;
    const attempt = ++this.#attempt;
    this.trying = true;
    this.outcome = null;
    try {
      const found = await commands.proposeAlignment(score.view.id, log);
      if (attempt !== this.#attempt) return;
      const same = JSON.stringify(found.anchors) === JSON.stringify(this.#log(log)?.alignment.anchors);
      if (found.accepted) await this.change(log, restoring(found));
      this.outcome = { log, kind: !found.accepted ? 'unsure' : same ? 'same' : 'found', why: found.why };
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
    } finally {
      if (attempt === this.#attempt) this.trying = false;
    }
  }

  /** What is found after this is not used. */
  stopTrying() {
    this.#attempt++;
    this.trying = false;
  }

  #log(id: string): LogView | undefined {
    return this.#score?.view.logs.find((log) => log.id === id);
  }

  /** The anchors that somebody or something vouches for. */
  #set(log: string): Anchor[] {
    const alignment = this.#log(log)?.alignment;
    return !alignment || alignment.method === 'assumed' ? [] : alignment.anchors;
  }

  async #change(score: Score, log: string, change: AlignChange) {
    const before = this.#log(log)?.alignment;
    if (!before || !(await this.#send(score, log, change))) return;
    const after = this.#log(log)?.alignment;
    if (after && JSON.stringify(after) !== JSON.stringify(before))
      this.history = did(this.history, { log, before, after });
  }

  /** Does something with the session that is open now, unless another one is when its turn comes. */
  #inTurn(work: (score: Score) => Promise<void>): Promise<void> {
    const score = this.#score;
    if (!score) return Promise.resolve();
    const next = this.#last.then(() => (score === this.#score ? work(score) : undefined));
    this.#last = next;
    return next;
  }

  /** Gives whether it is done, and its session still open. */
  async #send(score: Score, log: string, change: AlignChange): Promise<boolean> {
    try {
      await score.replace(await commands.align(score.view.id, log, change));
      if (score !== this.#score) return false;
      this.outcome = null;
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown) {
    const { message, help } = asAppError(error);
    this.#toasts.show(message, { help, look: 'error' });
  }
}

function restoring({ method, anchors, confidence, residuals_ms }: AlignmentView): AlignChange {
  return { kind: 'restore', method, anchors, confidence, residuals_ms };
}
