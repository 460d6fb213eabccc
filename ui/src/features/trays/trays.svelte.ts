import type { MenuItem } from '../../elements/Menu.svelte';
import type { Toasts } from '../../elements/toasts.svelte';
import type { AppError, TrayCard, TrayClip, TrayText, TrayView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Memory } from '../../lib/memory';
import { t } from '../../lib/messages';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';

/** A clip, by its session and its note. */
export interface ClipOf {
  session: string;
  note: string;
  title: string;
}

/** Something that was done. What gives false did not come to be. */
interface Step {
  back: () => Promise<unknown>;
  again: () => Promise<unknown>;
}

/** What a tray is said to be that somebody else said otherwise. */
export interface Clash {
  tray: string;
  mine: TrayText;
  theirs: TrayText;
}

const USED = 20;

/** The trays of the archive: clips of many sessions, put in order for a workshop. */
export class Trays {
  list = $state.raw<TrayCard[]>([]);
  /** What is wrong with those that can't be read. */
  problems = $state.raw<AppError[]>([]);
  /** The one that is shown in place of the open session's notes. */
  chosen = $state<string | null>(null);
  view = $state.raw<TrayView | null>(null);
  failure = $state.raw<AppError | null>(null);
  clash = $state.raw<Clash | null>(null);
  /** A new tray is being named, for this clip if there is one. */
  naming = $state.raw<{ clip: ClipOf | null } | null>(null);
  history = $state.raw<Undo<Step>>(nothingDone);

  /** Changes come one after the other, in the order in which they were asked for. */
  #last: Promise<unknown> = Promise.resolve();
  #toasts: Toasts;
  #memory: Memory;

  constructor(toasts: Toasts, memory: Memory) {
    this.#toasts = toasts;
    this.#memory = memory;
    this.chosen = memory.workshop;
  }

  /** Takes them as they are in the archive; while one is being written in, only when that is done. */
  async refresh() {
    if (document.activeElement?.matches('[data-tray] :is(input, textarea)')) {
      document.addEventListener('focusout', () => setTimeout(() => void this.refresh()), { once: true });
      return;
    }
    await this.#inTurn(async () => {
      const { trays, problems } = await commands.trays();
      this.list = trays;
      this.problems = problems;
    });
    if (this.chosen !== null) await this.#look(this.chosen);
  }

  /** Shows a tray in the pane; what is marked in the open session where that is null. */
  async choose(id: string | null) {
    this.chosen = id;
    this.#memory.workshop = id;
    this.naming = null;
    this.failure = null;
    this.clash = null;
    if (this.view?.id !== id) this.view = null;
    if (id !== null) await this.#look(id);
  }

  /** Asks for the name of a new tray, which the clip is put into. */
  begin(clip: ClipOf | null) {
    this.naming = { clip };
  }

  /** Makes a tray; gives whether it is there. */
  async make(title: string): Promise<boolean> {
    const clip = this.naming?.clip ?? null;
    const made = await this.#try(() => commands.newTray(title));
    if (!made) return false;
    this.#take(made);
    await this.choose(made.id);
    const step = { back: () => this.#gone(made.id), again: () => this.#back(made.id) };
    this.history = did(this.history, step);
    if (clip) await this.add(made.id, clip);
    else this.#tell(t.trays.made(made.title), step);
    return true;
  }

  /** Says what the tray that is shown is called and what it is for. `seen` is what was there when one began to write. */
  async describe(seen: TrayText, wanted: TrayText) {
    const id = this.chosen;
    if (id === null) return;
    this.clash = null;
    if (!(await this.#say(id, seen, wanted))) return;
    this.history = did(this.history, {
      back: () => this.#say(id, wanted, seen),
      again: () => this.#say(id, seen, wanted),
    });
  }

  /** Of two versions of what a tray is said to be, one is to stay. */
  async settle(keep: 'mine' | 'theirs') {
    const { clash } = this;
    this.clash = null;
    if (clash && keep === 'mine') await this.describe(clash.theirs, clash.mine);
  }

  /** Removes a tray; its clips stay in their sessions. */
  async remove({ id, title }: Pick<TrayView, 'id' | 'title'>) {
    if (!(await this.#try(() => this.#gone(id)))) return;
    const step = { back: () => this.#back(id), again: () => this.#gone(id) };
    this.history = did(this.history, step);
    this.#tell(t.trays.removed(title), step);
  }

  /** Puts a clip behind those that are in a tray. */
  add(tray: string, clip: ClipOf) {
    this.#memory.usedTrays = [tray, ...this.#memory.usedTrays.filter((id) => id !== tray)].slice(0, USED);
    return this.#inTurn(async () => {
      const before = await commands.tray(tray);
      const put = () => commands.addToTray(tray, clip.session, clip.note).then((view) => this.#take(view));
      await put();
      if (before.clips.some((one) => one.note === clip.note && one.session === clip.session))
        return this.#toasts.show(t.trays.isIn(clip.title, before.title));
      const step = { back: () => this.#takeOut(tray, clip.note), again: put };
      this.history = did(this.history, step);
      this.#tell(t.trays.added(clip.title, before.title), step);
    });
  }

  /** Takes a clip out of the tray that is shown; it stays in its session. */
  takeOut(clip: TrayClip) {
    const { view } = this;
    if (!view) return Promise.resolve();
    const at = view.clips.indexOf(clip);
    return this.#inTurn(async () => {
      await this.#takeOut(view.id, clip.note);
      // What is gone can't be put back.
      if (clip.state !== 'here') return this.#toasts.show(t.trays.takenOutGone);
      const put = () =>
        commands.addToTray(view.id, clip.session, clip.note, at).then((view) => this.#take(view));
      const step = { back: put, again: () => this.#takeOut(view.id, clip.note) };
      this.history = did(this.history, step);
      this.#tell(t.trays.takenOut(clip.title), step);
    });
  }

  /** Puts a clip of the tray that is shown at another place. */
  move(note: string, to: number) {
    const { view } = this;
    const from = view?.clips.findIndex((clip) => clip.note === note) ?? -1;
    if (!view || from < 0 || to < 0 || to >= view.clips.length || to === from) return Promise.resolve();
    const clips = [...view.clips];
    clips.splice(to, 0, ...clips.splice(from, 1));
    // It stands there at once, and goes back if that can't be kept.
    this.view = { ...view, clips };
    const put = (place: number) => commands.moveInTray(view.id, note, place).then((now) => this.#take(now));
    return this.#inTurn(async () => {
      try {
        await put(to);
      } catch (error) {
        if (this.view?.id === view.id) this.view = view;
        throw error;
      }
      this.history = did(this.history, { back: () => put(from), again: () => put(to) });
    });
  }

  undo() {
    return this.#inTurn(async () => {
      const last = this.history.done.at(-1);
      if (last && (await last.back()) !== false) this.history = stepBack(this.history);
    });
  }

  redo() {
    return this.#inTurn(async () => {
      const last = this.history.undone.at(-1);
      if (last && (await last.again()) !== false) this.history = stepForward(this.history);
    });
  }

  /** The one that a clip was put into last. */
  get lastUsed(): TrayCard | null {
    return this.#used()[0] ?? null;
  }

  /** What a clip can be put into: the trays, the one that was used last first, and a new one. */
  itemsFor(clip: ClipOf): MenuItem[] {
    const used = this.#used();
    const others = this.list.filter((card) => !used.includes(card));
    return [
      ...[...used, ...others].map(({ id, title }) => ({ label: title, run: () => void this.add(id, clip) })),
      { label: t.trays.make, run: () => this.begin(clip) },
    ];
  }

  #used(): TrayCard[] {
    return this.#memory.usedTrays.flatMap((id) => this.list.find((card) => card.id === id) ?? []);
  }

  async #look(id: string) {
    try {
      const view = await commands.tray(id);
      if (this.chosen !== id) return;
      this.#take(view);
      this.failure = null;
    } catch (error) {
      if (this.chosen !== id) return;
      const failure = asAppError(error);
      // A tray that somebody removed is no tray to stay with.
      if (failure.code === 'not_found') await this.choose(null);
      else this.failure = failure;
    }
  }

  #take(view: TrayView) {
    if (view.id === this.chosen) this.view = view;
    const { id, title, created } = view;
    const card = { id, title, created, clips: view.clips.length };
    this.list = [...this.list.filter((one) => one.id !== id), card].sort((a, b) =>
      a.title.localeCompare(b.title),
    );
  }

  async #takeOut(tray: string, note: string) {
    this.#take(await commands.takeFromTray(tray, note));
  }

  async #gone(id: string): Promise<true> {
    await commands.removeTray(id);
    this.list = this.list.filter((one) => one.id !== id);
    if (this.chosen === id) await this.choose(null);
    return true;
  }

  async #back(id: string) {
    const view = await commands.bringBackTray(id);
    this.#take(view);
    await this.choose(id);
  }

  async #say(tray: string, seen: TrayText, wanted: TrayText): Promise<boolean> {
    try {
      this.#take(await commands.describeTray(tray, seen, wanted));
      return true;
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code === 'changed') {
        await this.#look(tray);
        const theirs = this.view;
        if (theirs?.id === tray) {
          this.clash = { tray, mine: wanted, theirs: { title: theirs.title, notes: theirs.notes } };
          return false;
        }
      }
      this.#failed(error);
      await this.#look(tray);
      return false;
    }
  }

  #tell(text: string, step: Step) {
    this.#toasts.show(text, { action: { label: t.trays.undo, run: () => void this.#takeBack(step) } });
  }

  /** Undoes one step, also where others were done after it. */
  async #takeBack({ back }: Step) {
    const step = this.history.done.find((one) => one.back === back);
    if (!step) return;
    this.history = {
      ...this.history,
      done: [...this.history.done.filter((one) => one !== step), step],
    };
    await this.undo();
  }

  #inTurn(work: () => Promise<unknown>): Promise<void> {
    const next = this.#last.then(() => this.#try(work)).then(() => undefined);
    this.#last = next;
    return next;
  }

  /** Gives null where it failed, which is told. */
  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.#failed(error);
      return null;
    }
  }

  #failed(error: unknown) {
    const { message, help } = asAppError(error);
    this.#toasts.show(message, { help, look: 'error' });
  }
}
