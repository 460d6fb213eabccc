import type { NoteView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';
import { moved } from '../../lib/order';
import { did, nothingDone, stepBack, stepForward, type Undo } from '../../lib/undo';
import type { Score } from '../session/score.svelte';

const NEW = { id: '', text: '', tags: [] };

/** A note before and after; null where there was none, or is none any more. */
type Change = { before: NoteView | null; after: NoteView } | { before: NoteView; after: null };

/** The clips and bookmarks of the open session. */
export class Notes {
  list = $state.raw<NoteView[]>([]);
  /** Where the clip begins that is being marked. */
  from = $state<number | null>(null);
  /** The clip that is open in the tray, and whose edges can be moved. */
  chosen = $state<string | null>(null);
  /** The note whose title is to be written as soon as it is there. */
  toName = $state<string | null>(null);
  history = $state.raw<Undo<Change>>(nothingDone);

  #session: string | null = null;
  /** Grows whenever a change of ours begins or ends. */
  #changes = 0;
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  close() {
    this.#session = null;
    this.list = [];
    this.from = null;
    this.chosen = null;
    this.toName = null;
    this.history = nothingDone;
  }

  async open(session: string) {
    this.close();
    this.#session = session;
    await this.#try(async () => {
      const notes = await commands.notes(session);
      if (this.#session === session) this.list = ordered(notes);
    });
  }

  /** Takes them as others have left them; while one is being written in, only when that is done. */
  async refresh() {
    const session = this.#session;
    if (!session) return;
    if (document.activeElement?.matches('[data-note] :is(input, textarea)')) {
      document.addEventListener('focusout', () => setTimeout(() => void this.refresh()), { once: true });
      return;
    }
    await this.#try(async () => {
      let notes: NoteView[];
      let changes: number;
      do {
        changes = this.#changes;
        notes = await commands.notes(session);
      } while (changes !== this.#changes && this.#session === session);
      if (this.#session === session) this.list = ordered(notes);
    });
  }

  bookmark(score: Score, at: number) {
    const title = t.clips.bookmarkTitle(score.wordsAt(at));
    const from = Math.round(at);
    return this.save({ ...NEW, kind: 'bookmark', from_ms: from, to_ms: null, title, position: from });
  }

  markIn(at: number) {
    this.from = Math.max(0, Math.round(at));
    this.#toasts.show(t.clips.inSet(this.from));
  }

  /** The clip that is being marked, from its beginning to now; else the shortest one that holds this moment. */
  spanAt(now: number): readonly [number, number] | null {
    if (this.from !== null && this.from < now) return [this.from, now];
    const clips = this.list.flatMap(({ from_ms, to_ms }) =>
      to_ms !== null && from_ms <= now && now <= to_ms + 1000 ? [[from_ms, to_ms] as const] : [],
    );
    return clips.sort(([a, b], [c, d]) => b - a - (d - c))[0] ?? null;
  }
  async markOut(score: Score, at: number) {
    const from = this.from;
    if (from === null) return this.#toasts.show(t.clips.noIn);
    if (at <= from) return this.#toasts.show(t.clips.outBeforeIn);
    if (await this.clip(score, from, at)) this.from = null;
  }

  /** A new clip, which is chosen then; it is called by these words, or by those that are said where it begins. */
  async clip(score: Score, from: number, to: number, words?: string): Promise<NoteView | null> {
    const begin = Math.round(from);
    const session = this.#session;
    // What is said there may not be on the page.
    if (!words) await score.around(begin).catch(() => []);
    if (this.#session !== session) return null;
    const clip = await this.#saved({
      ...NEW,
      kind: 'clip',
      from_ms: begin,
      to_ms: Math.round(to),
      title: t.clips.clipTitle(words || score.wordsAt(begin)),
      position: begin,
    });
    if (clip) this.chosen = clip.id;
    return clip;
  }

  async save(note: NoteView): Promise<boolean> {
    return (await this.#saved(note)) !== null;
  }

  async #saved(note: NoteView): Promise<NoteView | null> {
    const before = this.list.find((one) => one.id === note.id) ?? null;
    const after = await this.#put(note);
    if (after) this.history = did(this.history, { before, after });
    return after;
  }

  async #put(note: NoteView): Promise<NoteView | null> {
    const session = this.#session;
    if (!session) return null;
    let here: NoteView | null = null;
    await this.#change(async () => {
      const saved = await commands.saveNote(session, note);
      if (this.#session !== session) return;
      this.list = ordered([...this.list.filter((one) => one.id !== saved.id), saved]);
      here = saved;
    });
    return here;
  }

  async remove(note: NoteView): Promise<boolean> {
    if (!(await this.#take(note))) return false;
    this.history = did(this.history, { before: note, after: null });
    const own = this.history.done.at(-1);
    this.#toasts.show(t.clips.removed(note.title), {
      action: {
        label: t.clips.undo,
        run: () => void (this.history.done.at(-1) === own ? this.undo() : this.save(note)),
      },
    });
    return true;
  }

  async #take(note: NoteView): Promise<boolean> {
    const session = this.#session;
    if (!session) return false;
    return this.#change(async () => {
      await commands.removeNote(session, note.id);
      if (this.#session !== session) return;
      this.list = this.list.filter((one) => one.id !== note.id);
      if (this.chosen === note.id) this.chosen = null;
    });
  }

  async undo() {
    const last = this.history.done.at(-1);
    if (!last || !(await this.#turn(last.after, last.before))) return;
    this.history = stepBack(this.history);
    this.#toasts.show(t.clips.undone);
  }

  async redo() {
    const last = this.history.undone.at(-1);
    if (!last || !(await this.#turn(last.before, last.after))) return;
    this.history = stepForward(this.history);
    this.#toasts.show(t.clips.redone);
  }

  /** Takes a change back, and leaves what it is not about as it is now. */
  async #turn(from: NoteView | null, to: NoteView | null): Promise<boolean> {
    if (!to) return from !== null && this.#take(from);
    const now = this.list.find((one) => one.id === to.id);
    return (await this.#put(now && from ? { ...now, ...difference(from, to) } : to)) !== null;
  }

  /** Puts a note at another place in the list. */
  async move(id: string, to: number) {
    const before = this.list;
    const from = before.findIndex((note) => note.id === id);
    if (from < 0 || to < 0 || to >= before.length || to === from) return;
    const positions = moved(
      before.map((note) => note.position),
      from,
      to,
    );
    const changed = before.flatMap((note, index) => {
      const position = positions.get(index);
      return position === undefined ? [] : [{ ...note, position }];
    });
    // It stands there at once, and goes back if that can't be kept.
    this.list = ordered([...before.filter((_, index) => !positions.has(index)), ...changed]);
    for (const note of changed) {
      if (await this.#put(note)) continue;
      this.list = before;
      return;
    }
  }

  async #change(work: () => Promise<void>): Promise<boolean> {
    this.#changes++;
    const done = await this.#try(work);
    this.#changes++;
    return done;
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { message, help } = asAppError(error);
      this.#toasts.show(message, { help, look: 'error' });
      return false;
    }
  }
}

/** What is other in a note than it was. */
function difference(from: NoteView, to: NoteView): Partial<NoteView> {
  const was = new Map(Object.entries(from).map(([field, value]) => [field, JSON.stringify(value)]));
  const other = Object.entries(to).filter(([field, value]) => was.get(field) !== JSON.stringify(value));
  return Object.fromEntries(other);
}

function ordered(notes: NoteView[]): NoteView[] {
  return notes.sort(
    (a, b) => a.position - b.position || a.from_ms - b.from_ms || (a.to_ms ?? 0) - (b.to_ms ?? 0),
  );
}
